// What becomes of an act that the house refused because the thing had changed: shown beside what stands there now.
import { choose } from "./conflict.js";
import { catchUp } from "./live.js";
import { say } from "./page.js";
import { fieldsOf, send } from "./send.js";
import { toast } from "./toast.js";
import { cardOf, cardWords, rewrites, tell, valuesIn, versionOf } from "./writing.js";

/** An act: {action, fields: FormData, title, told: what was written in words, card: id}. */
export function actOf(form, fields) {
  const card = cardOf(form), told = tell(form, valuesIn(form, fields));
  const title = (card?.querySelector("[data-title]") ?? card?.querySelector("a"))?.textContent.trim() ?? "";
  return { action: form.getAttribute("action"), fields, title, told, card: card?.id ?? "" };
}

/** Nothing was written and the thing stands as wished: a word is enough. Answers whether that settles it. */
export async function settle(act, problem) {
  if (act.told || problem.status !== 409) return false;
  await catchUp();
  const box = document.getElementById(act.card)?.querySelector("[role=checkbox]");
  if (!box || (box.getAttribute("aria-checked") === "true") !== act.action.endsWith("/check")) return false;
  toast(say("already", { title: act.title }));
  return true;
}

/** Somebody else changed what the act was about, as far as this page can tell. */
export async function isConflict(act, problem) {
  if (problem.status !== 409) return false;
  if (problem.theirs !== undefined) return true;
  await catchUp();
  const now = versionOf(formIn(document.getElementById(act.card)));
  return now !== undefined && now !== act.fields.get("version");
}

/** Ask the person which stands: "mine" (its fields made ready to be sent again), "theirs" or "later". `form`: a conflict for sure. */
export async function decide(act, problem, form = null) {
  const conflict = form !== null || await isConflict(act, problem), card = document.getElementById(act.card);
  const words = conflict ? {} : { title: say("undelivered"), again: say("retry"), drop: say("drop") };
  const reason = [act.title, problem.title].filter(Boolean).join(" · ");
  const choice = await choose({ ...words, reason, mine: act.told || act.title, theirs: theirsIn(problem, card, form) });
  if (choice !== "mine") return choice || "later";
  const version = problem.version ?? versionOf(formIn(card));
  if (version !== undefined && act.fields.has("version")) act.fields.set("version", await opened(act, card, version));
  act.fields.set("op_id", crypto.randomUUID());
  return "mine";
}

function theirsIn({ theirs }, card, form) {
  return (theirs && form && rewrites(form) && tell(form, new Map(Object.entries(theirs)))) || cardWords(card);
}

const formIn = (card) => card?.querySelector("form:has([name=version])");

// A thing that somebody else has ticked is opened again before it is ticked with other words.
async function opened(act, card, version) {
  const form = card?.querySelector('form[action$="/reopen"]');
  if (!form || !act.action.endsWith("/check")) return version;
  const data = fieldsOf(form);
  data.set("version", version);
  const result = await send(form.getAttribute("action"), data);
  return result.kind === "done" ? Number(version) + 1 : version;
}
