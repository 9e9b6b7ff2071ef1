// Keyboard: single letters outside of fields, g then a letter for a place; can be switched off on this device.
import { move, selected } from "./rows.js";

const OFF = "keys-off";
const PLACES = { t: "today", b: "board", w: "room", c: "inbox", s: "statements", m: "media", r: "review", p: "playbooks", a: "series" };
let going = 0;

export function startKeys() {
  const choice = document.querySelector("[data-keys-off]");
  if (choice) {
    choice.checked = localStorage.getItem(OFF) === "1";
    choice.addEventListener("change", () => localStorage.setItem(OFF, choice.checked ? "1" : "0"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    if (localStorage.getItem(OFF) === "1" || event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (press(event.key)) event.preventDefault();
  });
}

function press(key) {
  if (Date.now() < going) {
    going = 0;
    const place = document.querySelector(`.rail [data-key="${PLACES[key] ?? ""}"]`);
    place?.click();
    return Boolean(place);
  }
  const act = ACTS[key];
  return act ? act() !== false : false;
}

const click = (query) => {
  const found = document.querySelector(query);
  found?.click();
  return Boolean(found);
};

// A thing of the row that the cursor is on.
function ofRow(query) {
  const found = selected()?.querySelector(query);
  found?.click();
  return Boolean(found);
}

const ACTS = {
  g() { going = Date.now() + 1200; },
  j: () => move(1),
  k: () => move(-1),
  c() {
    document.querySelector('[data-tab="timeline"]')?.click();
    const field = document.querySelector("[data-composer] textarea");
    field?.focus();
    return Boolean(field);
  },
  n: () => click('[data-new], [data-opens="add-item"]'),
  x: () => ofRow("[role=checkbox]"),
  e() {
    const row = selected(), field = () => row.querySelector(".item-more input:not([type=hidden])");
    if (!row?.querySelector("[data-more]")) return false;
    if (!field()?.getClientRects().length) row.querySelector("[data-more]").click();
    field()?.focus();
  },
  a: () => ofRow("[data-opens=assign-item]"),
  ".": () => ofRow('form[action$="/start"] button') || ofRow("[role=checkbox]"),
  u: () => click(".toast:last-of-type [data-offered]"),
  "?": () => document.getElementById("help")?.showModal(),
  "/": () => click("[data-palette]"),
};
