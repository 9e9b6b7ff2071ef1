// Shows a reversible act before the server has answered, and takes it back when it is refused.
import { takeFiles } from "./files.js";
import { say } from "./page.js";
import { clockTime, now } from "./times.js";

const NOTHING = { undo() {}, wait() {}, settle() {}, refuse() {} };

/** {undo: taken back, wait(key): kept for later, refuse: kept and then refused, settle(seq): done}. */
export function pretend(form, data) {
  const kind = form.dataset.optimistic;
  if (kind === "check") return tick(form);
  if (kind === "log") return entry(form, data);
  if (kind === "claim") return fade(form.closest("li"));
  return NOTHING;
}

function tick(form) {
  const row = form.closest("[data-row]"), box = row?.querySelector("[role=checkbox]");
  if (!box) return NOTHING;
  const before = box.getAttribute("aria-checked");
  box.setAttribute("aria-checked", before === "true" ? "false" : "true");
  row.classList.add("is-sending");
  const end = () => { row.classList.remove("is-sending"); delete row.dataset.waiting; };
  const undo = () => { if (row.classList.contains("is-sending")) box.setAttribute("aria-checked", before); end(); };
  return { undo, refuse: undo, wait(key) { row.dataset.waiting = key; }, settle: end };
}

function fade(row) {
  row?.classList.add("is-sending");
  const end = () => row?.classList.remove("is-sending");
  return { ...NOTHING, undo: end, settle: end };
}

function entry(form, data) {
  const events = document.getElementById("events"), template = document.getElementById("pending-entry");
  if (!events || !template) return NOTHING;
  const row = template.content.firstElementChild.cloneNode(true);
  row.querySelector("time").textContent = clockTime(now());
  row.querySelector(".event-text").textContent = data.get("text");
  events.prepend(row);
  const area = form.querySelector("textarea"), text = area.value;
  area.value = "";
  const putBack = takeFiles(form);
  return {
    undo() {
      if (row.dataset.kept === undefined) { area.value = area.value ? `${text}\n${area.value}` : text; putBack(); }
      row.remove();
    },
    wait() { row.dataset.kept = ""; row.querySelector("[data-state]").textContent = say("unsent"); },
    refuse() { row.querySelector("[data-state]").textContent = say("undelivered"); },
    settle(seq) { whenShown(seq, () => row.remove()); },
  };
}

// The real entry replaces the pending one in the same moment, so nothing flickers.
function whenShown(seq, then) {
  if (!seq || document.getElementById(`event-${seq}`)) return then();
  const late = setTimeout(then, 4000);
  document.addEventListener("fragments", function look() {
    if (!document.getElementById(`event-${seq}`)) return;
    document.removeEventListener("fragments", look);
    clearTimeout(late);
    then();
  });
}
