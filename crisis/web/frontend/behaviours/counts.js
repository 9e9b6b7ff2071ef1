// Counts beside headings and in tabs follow the rows that are on the page.
import { say } from "./page.js";

export function refreshCounts() {
  const count = (query) => document.querySelectorAll(query).length;
  if (!document.getElementById("checklist-head")) return;
  const done = count(".item.is-done, .item.is-skipped"), all = count(".item");
  write("items", `${done} / ${all}`);
  write("items-short", `${done}/${all}`);
  const overdue = count(".item [data-when=overdue]:not([hidden])"), soon = count(".item [data-when=soon]:not([hidden])");
  write("overdue", say("n_overdue", { n: overdue }), !overdue);
  write("overdue-short", String(overdue), !overdue);
  write("soon", say("n_soon", { n: soon }), !soon);
  write("seats", `${count(".seat .seat-name")} / ${count(".seat")}`);
  write("facts", say("facts_count", { confirmed: count(".is-fact-confirmed"), open: count(".is-fact-unconfirmed"), refuted: count(".is-fact-refuted") }));
}

function write(name, text, hidden = false) {
  for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
    if (place.textContent !== text) place.textContent = text;
    place.closest("[data-counted]")?.toggleAttribute("hidden", hidden);
  }
}
