// Puts changed partials into the page: morphs what is there, sorts in what is new, keeps focus, typing and folding.
import { Idiomorph } from "idiomorph";
import { noteNew } from "./new-entries.js";

const KEPT = new Set(["open", "data-only", "data-active"]);

/** Apply the fragments of envelopes in order; each names its element, its home and where in it. */
export function applyFragments(envelopes) {
  for (const envelope of envelopes) for (const fragment of envelope.fragments ?? []) place(fragment);
  document.dispatchEvent(new CustomEvent("fragments", { detail: envelopes }));
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
  }
}

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

/** Change `present` into `fresh`; focus, typing and folding stay. */
export function morph(present, fresh) {
  Idiomorph.morph(present, fresh, {
    morphStyle: "outerHTML",
    ignoreActiveValue: true,
    callbacks: { beforeAttributeUpdated: keep, beforeNodeMorphed: guard },
  });
}

// What the reader folded, opened or typed stays as the reader left it.
function keep(name, node) {
  if (name === "value" && node.matches?.("[data-draft], [name=csrf], [name=op_id]")) return false;
  if (name === "hidden" && node.matches?.(".item-more, [data-when], [data-clock-word]")) return false;
  if (name === "aria-expanded") return false;
  return !KEPT.has(name);
}

function guard(old) {
  return !(old.nodeType === 1 && old.matches("textarea[data-draft]") && old.value);
}

export function moveTo(home, element) {
  const descending = home.dataset.order === "desc";
  const keyOf = (one) => one.dataset[home.dataset.by ?? "sort"] ?? one.dataset.sort ?? "", key = keyOf(element);
  const next = [...home.children].find((other) => other !== element && (descending ? keyOf(other) < key : keyOf(other) > key));
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  home.insertBefore(element, next ?? null);
  focused?.focus({ preventScroll: true });
}
