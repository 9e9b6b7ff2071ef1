// Puts changed partials into the page: morphs what is there, sorts in what is new, keeps focus, typing and folding.
import { Idiomorph } from "idiomorph";
import { meet } from "./changed.js";
import { furnish } from "./furnish.js";
import { noteNew } from "./new-entries.js";
import { written } from "./writing.js";

const KEPT = new Set(["open", "data-only", "data-active"]);

const LULL = 50;
let lull = 0;

/** Apply the fragments of envelopes in order; each names its element, its home and where in it.
 *  "fragments" tells of each lot at once; "morphed" once for all that came in a lull, for what looks at the whole page. */
export function applyFragments(envelopes) {
  for (const envelope of envelopes) for (const fragment of envelope.fragments ?? []) place(fragment);
  document.dispatchEvent(new CustomEvent("fragments", { detail: envelopes }));
  lull ||= setTimeout(() => { lull = 0; document.dispatchEvent(new CustomEvent("morphed")); }, LULL);
}

function place({ id, into, where, html }) {
  const present = document.getElementById(id);
  if (!html) return present?.remove();
  const fresh = parse(html);
  const home = into ? document.getElementById(into) : null;
  if (present) {
    const moved = home && present.parentElement !== home;
    const resorted = present.dataset.sort !== fresh.dataset.sort;
    morph(present, fresh);
    if (home && where === "sort" && (moved || resorted)) moveTo(home, document.getElementById(id));
  } else if (home) {
    home.querySelector(":scope > .nothing")?.remove();
    if (where === "sort") moveTo(home, fresh);
    else home[where === "start" ? "prepend" : "append"](fresh);
    noteNew(home, fresh);
  } else if (into.startsWith("items-")) document.dispatchEvent(new CustomEvent("homeless"));
}

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return furnish(holder.content.firstElementChild);
}

/** Change `present` into `fresh`; focus, folding and whatever somebody is writing stay. */
export function morph(present, fresh) {
  const focused = present.contains(document.activeElement) ? document.activeElement : null;
  Idiomorph.morph(present, furnish(fresh), {
    morphStyle: "outerHTML",
    callbacks: { beforeAttributeUpdated: keep, beforeNodeMorphed: holdBack, beforeNodeRemoved: holdOn },
  });
  if (focused && !focused.isConnected) document.getElementById(present.id)?.querySelector("a, button")?.focus({ preventScroll: true });
}

// What the reader folded or opened stays as the reader left it.
function keep(name, node) {
  if (name === "value" && node.matches?.("[name=csrf], [name=op_id]")) return false;
  if (name === "hidden" && node.matches?.(".item-more, [data-when], [data-clock-word]")) return false;
  if (name === "aria-expanded") return false;
  return !KEPT.has(name);
}

function holdBack(old, fresh) {
  if (old.matches?.("[data-editors]")) return false;
  if (old.nodeName !== "FORM" || !written(old)) return true;
  meet(old, fresh);
  return false;
}

function holdOn(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return true;
  if (node.matches("[data-editors]")) return false;
  const held = [...(node.matches("form") ? [node] : node.querySelectorAll("form"))].filter(written);
  for (const form of held) meet(form, null);
  return !held.length;
}

// An entry says when it happened where that is not when it was written down; what is still being sent is the newest.
const happened = (entry) => entry.dataset.at ?? (entry.querySelector("time")?.dateTime || "~");

export function moveTo(home, element) {
  const descending = home.dataset.order === "desc";
  const keyOf = (one) => (home.dataset.by ? happened(one) : "") + (one.dataset.sort ?? ""), key = keyOf(element);
  let next = home.firstElementChild;
  while (next && (next === element || (descending ? keyOf(next) >= key : keyOf(next) <= key))) next = next.nextElementSibling;
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  home.insertBefore(element, next);
  focused?.focus({ preventScroll: true });
}
