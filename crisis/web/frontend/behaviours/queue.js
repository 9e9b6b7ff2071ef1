// Entries and ticks made without a connection: kept on this device, sent once each, in order, when it is back.
// What the house then refuses is kept, too, until the person has seen both texts and chosen.
import { createStore, del, entries, get, set } from "idb-keyval";
import { showKept, showUndecided } from "./connection.js";
import { reached } from "./live.js";
import { page, say } from "./page.js";
import { decide, settle } from "./refused.js";
import { send } from "./send.js";
import { toast } from "./toast.js";

const store = createStore("crisis-queue", "acts");
const shown = new Map();
const LATER = [401, 408, 425, 429];
let sending = false;

export function startQueue() {
  document.addEventListener("live", flush);
  window.addEventListener("online", flush);
  document.querySelector("[data-decide]")?.addEventListener("click", decideAll);
  flush();
}

/** Keep one act and how the page shows it; its mark (op_id) makes a second delivery harmless. */
export async function enqueue(act, takeBack, tried) {
  const key = `${String(Date.now()).padStart(15, "0")}-${act.fields.get("op_id")}`;
  shown.set(key, takeBack);
  await set(key, { ...act, fields: [...act.fields], reader: page.reader, stream: page.stream, tried }, store);
  await count();
  return key;
}

/** Pressed twice before it was ever sent: as if never pressed. Answers whether it was still here. */
export async function withdraw(key) {
  const act = await get(key, store);
  if (!act || act.tried) return false;
  await forget(key, "undo");
  return true;
}

async function kept() {
  const all = await entries(store);
  return all.filter(([, act]) => act.reader === page.reader).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function count() {
  const all = await kept(), undecided = all.filter(([, act]) => act.problem).length;
  showKept(all.length - undecided);
  showUndecided(undecided);
}

async function forget(key, how) {
  await del(key, store);
  shown.get(key)?.[how]();
  shown.delete(key);
  await count();
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
  for (const [key, act] of await kept()) {
    if (act.problem) continue;
    const result = await send(act.action, fieldsOf(act));
    if (result.kind === "unknown" || LATER.includes(result.problem?.status)) break;
    if (result.kind === "done") {
      sent += 1;
      await forget(key, "settle");
      reached(act.stream, result.body.seq);
    } else await putAside(key, act, result.problem);
  }
  return sent;
}

async function putAside(key, act, problem) {
  shown.get(key)?.refuse();
  if (await settle(act, problem)) return forget(key, "undo");
  if (act.tried) toast(say("refused", { reason: problem.title }), { kind: "error" });
  await set(key, { ...act, problem }, store);
}

function fieldsOf(act) {
  const data = new FormData();
  for (const [name, value] of act.fields) data.append(name, value);
  data.set("csrf", page.csrf);
  return data;
}

async function decideAll() {
  for (const [key, act] of await kept()) {
    if (!act.problem) continue;
    const again = { ...act, fields: fieldsOf(act) }, choice = await decide(again, act.problem);
    if (choice === "later") return;
    if (choice === "theirs") await forget(key, "undo");
    else await set(key, { ...again, fields: [...again.fields], problem: undefined, tried: true }, store);
  }
  await flush();
}
