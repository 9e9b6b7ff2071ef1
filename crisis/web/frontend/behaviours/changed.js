// A form that changed on the server while somebody wrote in it: their words stay, and a line says who changed it.
import { choose } from "./conflict.js";
import { dropCopies } from "./kept.js";
import { page, say } from "./page.js";
import { statusShape } from "./shapes.js";
import { cardOf, cardWords, contentOf, fill, rewrites } from "./writing.js";

const others = new WeakMap();
let author = "";

export function startChanged() {
  document.addEventListener("fragments", ({ detail }) => {
    author = detail.findLast((one) => one.actor && one.actor_id !== page.reader)?.actor ?? author;
    for (const line of document.querySelectorAll("[data-changed] > span")) line.textContent = sentence();
  });
}

/** The page wants to draw `fresh` (null: nothing) in place of a form that holds somebody's words. */
export function meet(form, fresh) {
  const now = fresh && contentOf(fresh), version = form.elements.namedItem("version");
  if (now && (!version || now.version === version.value)) return;
  if (now && !rewrites(form)) version.value = now.version;
  else markChanged(form, now);
}

/** `now` is what the server has, as `contentOf` tells it; null when the form has no place there any more. */
export function markChanged(form, now) {
  others.set(form, now);
  if (form.querySelector("[data-changed]")) return;
  const line = document.createElement("p"), words = document.createElement("span"), button = document.createElement("button");
  line.className = "changed";
  line.dataset.changed = "";
  line.setAttribute("role", "status");
  words.textContent = sentence();
  Object.assign(button, { type: "button", className: "button button-small", textContent: say("both") });
  button.addEventListener("click", () => decide(form));
  line.append(statusShape("soon"), words, button);
  form.prepend(line);
}

const sentence = () => say("changed", { who: author || say("somebody") });

async function decide(form) {
  const now = others.get(form);
  const choice = await choose({ mine: contentOf(form).told, theirs: now?.told ?? cardWords(cardOf(form)) });
  if (choice === "theirs") return giveWay(form);
  if (choice !== "mine") return;
  form.querySelector("[data-changed]")?.remove();
  if (now) form.elements.namedItem("version").value = now.version;
  form.requestSubmit();
}

/** What stands on the server takes the place of what was written here. */
export function giveWay(form) {
  const now = others.get(form);
  dropCopies(form);
  form.querySelector("[data-changed]")?.remove();
  if (now === null) return form.remove();
  form.reset();
  if (!now) return;
  fill(form, now.values);
  form.elements.namedItem("version").value = now.version;
}
