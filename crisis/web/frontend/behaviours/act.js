// Forms without a page change: sent in the background, shown as sending, taken back with the reason when refused.
import { giveWay } from "./changed.js";
import { connection } from "./connection.js";
import { settleDrafts } from "./drafts.js";
import { clearErrors, showError } from "./errors.js";
import { reached } from "./live.js";
import { pretend } from "./optimism.js";
import { page, say } from "./page.js";
import { enqueue, withdraw } from "./queue.js";
import { actOf, decide, isConflict, settle } from "./refused.js";
import { fieldsOf, send } from "./send.js";
import { askPassword, lacksPassword } from "./step-up.js";
import { toast } from "./toast.js";
import { offerUndo } from "./undo.js";

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
  const row = form.closest("[data-waiting]");
  if (row && await withdraw(row.dataset.waiting)) return;
  const data = fieldsOf(form, submitter), wish = actOf(form, data);
  const offline = connection() === "offline";
  if (offline && !("queue" in form.dataset)) return toast(say("not_offline"), { kind: "error" });
  const takeBack = pretend(form, data);
  if (offline) return keep(form, wish, takeBack, false);
  const slow = setTimeout(() => form.classList.add("is-sending"), SLOW);
  form.dataset.underWay = data.get("op_id");
  await deliver(form, wish, takeBack);
  if (form.dataset.underWay === data.get("op_id")) delete form.dataset.underWay;
  clearTimeout(slow);
  form.classList.remove("is-sending");
}

async function keep(form, wish, takeBack, tried) {
  takeBack.wait(await enqueue(wish, takeBack, tried));
  if (!settleDrafts(form, wish.fields)) form.reset();
}

async function deliver(form, wish, takeBack) {
  const result = await send(wish.action, wish.fields);
  if (result.kind === "done") return done(form, wish, result.body, takeBack);
  if (result.kind === "unknown" && "queue" in form.dataset) return keep(form, wish, takeBack, true);
  takeBack.undo();
  if (result.kind === "refused") return refused(form, wish, result.problem);
  toast(say("unknown"), { kind: "error", act: { label: say("retry"), run: () => deliver(form, wish, pretend(form, wish.fields)) } });
}

async function refused(form, wish, problem) {
  if (lacksPassword(problem)) return confirmed(form, wish, await askPassword(problem));
  if ("queue" in form.dataset && await settle(wish, problem)) return;
  if (!await isConflict(wish, problem)) return showError(form, problem);
  const choice = await decide(wish, problem, form);
  if (choice === "mine") return deliver(form, wish, pretend(form, wish.fields));
  if (choice === "theirs") giveWay(form);
}

async function confirmed(form, wish, password) {
  if (!password) return;
  wish.fields.set("password", password);
  await deliver(form, wish, pretend(form, wish.fields));
}

function done(form, { action, fields, title }, body, takeBack) {
  const newer = settleDrafts(form, fields);
  form.closest("dialog")?.close();
  takeBack.settle(body.seq);
  if (!newer) form.reset();
  if (body.seq) reached(body.stream ?? page.stream, body.seq);
  offerUndo(form, action, title);
  const next = body.go ?? addressAfter(form, body);
  if (next) return void location.assign(next);
  if (!drawsRows()) location.reload();
}

// A form that makes something says where that will be, such as /crises/{id}.
function addressAfter(form, body) {
  return form.dataset.then?.replace(/\{(\w+)\}/g, (_, name) => body[name] ?? "");
}

const drawsRows = () => page.place === "room" && page.stream.startsWith("crisis:");
