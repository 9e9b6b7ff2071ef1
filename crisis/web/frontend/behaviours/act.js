// Forms without a page change: sent in the background, shown as sending, taken back with the reason when refused.
import { connection } from "./connection.js";
import { settleDrafts } from "./drafts.js";
import { clearErrors, showError } from "./errors.js";
import { reached } from "./live.js";
import { pretend } from "./optimism.js";
import { page, say } from "./page.js";
import { enqueue } from "./queue.js";
import { fieldsOf, send } from "./send.js";
import { toast } from "./toast.js";

const SLOW = 300;

export function startActs() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "plain" in form.dataset || form.matches(".bare form, [data-upload]")) return;
    event.preventDefault();
    if (form.matches("[data-composer]") ? hasWords(form) : !form.classList.contains("is-sending")) act(form, event.submitter);
  });
}

// Entries may follow one another faster than they are answered: the field is free again once its words are under way.
const hasWords = (form) => form.querySelector("textarea").value.trim() !== "";

async function act(form, submitter) {
  clearErrors(form);
  const data = fieldsOf(form, submitter);
  const offline = connection() === "offline";
  if (offline && !("queue" in form.dataset)) return toast(say("not_offline"), { kind: "error" });
  const takeBack = pretend(form, data);
  const slow = setTimeout(() => form.classList.add("is-sending"), SLOW);
  if (offline) {
    await enqueue(form.getAttribute("action"), data);
    settleDrafts(form, data);
    clearTimeout(slow);
    return takeBack.wait();
  }
  form.dataset.underWay = data.get("op_id");
  await deliver(form, data, takeBack);
  if (form.dataset.underWay === data.get("op_id")) delete form.dataset.underWay;
  clearTimeout(slow);
  form.classList.remove("is-sending");
}

async function deliver(form, data, takeBack) {
  const result = await send(form.getAttribute("action"), data);
  if (result.kind === "done") return done(form, data, result.body, takeBack);
  if (result.kind === "unknown" && "queue" in form.dataset) {
    await enqueue(form.getAttribute("action"), data);
    settleDrafts(form, data);
    return takeBack.wait();
  }
  takeBack.undo();
  if (result.kind === "refused") return showError(form, result.problem);
  toast(say("unknown"), { kind: "error", act: { label: say("retry"), run: () => deliver(form, data, pretend(form, data)) } });
}

function done(form, data, body, takeBack) {
  const newer = settleDrafts(form, data);
  form.closest("dialog")?.close();
  takeBack.settle(body.seq);
  if (form.matches("[data-composer]") && !newer) form.reset();
  if (body.seq) reached(body.stream ?? page.stream, body.seq);
  if (body.said) toast(body.said, body.undo ? { act: { label: say("undo"), run: () => undo(body.undo) } } : {});
  const next = body.go ?? addressAfter(form, body);
  if (next) return void location.assign(next);
  if (!drawsRows()) location.reload();
}

// A form that makes something says where that will be, such as /crises/{id}.
function addressAfter(form, body) {
  return form.dataset.then?.replace(/\{(\w+)\}/g, (_, name) => body[name] ?? "");
}

const drawsRows = () => page.place === "room" && page.stream.startsWith("crisis:");

async function undo({ action, fields = {} }) {
  const form = document.createElement("form");
  const data = fieldsOf(form);
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  const result = await send(action, data);
  if (result.kind === "done") return reached(result.body.stream ?? page.stream, result.body.seq);
  toast(result.problem?.title ?? say("unknown"), { kind: "error" });
}
