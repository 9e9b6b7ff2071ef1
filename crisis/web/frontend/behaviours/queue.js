// Entries and ticks made without a connection: kept on this device, sent once each, in order, when it is back.
import { createStore, del, entries, set } from "idb-keyval";
import { showKept } from "./connection.js";
import { reached } from "./live.js";
import { page, say } from "./page.js";
import { send } from "./send.js";
import { toast } from "./toast.js";

const store = createStore("crisis-queue", "acts");
let sending = false;

export function startQueue() {
  document.addEventListener("live", flush);
  window.addEventListener("online", flush);
  count();
}

/** Keep one act; its mark (op_id) makes a second delivery harmless. */
export async function enqueue(action, data) {
  const key = `${String(Date.now()).padStart(15, "0")}-${data.get("op_id")}`;
  await set(key, { reader: page.reader, stream: page.stream, action, fields: [...data.entries()] }, store);
  await count();
}

async function waiting() {
  const all = await entries(store);
  return all.filter(([, act]) => act.reader === page.reader).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function count() {
  showKept((await waiting()).length);
}

async function flush() {
  if (sending) return;
  sending = true;
  let sent = 0;
  try {
    // One tab at a time: two open tabs share this store.
    await navigator.locks.request("crisis-queue", async () => { sent = await sendAll(); });
  } finally {
    sending = false;
    await count();
  }
  if (sent) toast(say("sent_queue", { n: sent }));
}

async function sendAll() {
  let sent = 0;
  for (const [key, act] of await waiting()) {
    const data = new FormData();
    for (const [name, value] of act.fields) data.append(name, value);
    const result = await send(act.action, data);
    if (result.kind === "unknown") break;
    await del(key, store);
    document.querySelector(`[data-waiting="${data.get("op_id")}"]`)?.remove();
    if (result.kind === "done") { sent += 1; reached(act.stream, result.body.seq); }
    else toast(say("refused", { reason: `${result.problem.title ?? ""} ${data.get("text") ?? ""}` }), { kind: "error" });
  }
  return sent;
}
