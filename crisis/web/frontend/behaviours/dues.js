// Due times of rows and waits since a moment, brought up to date every ten seconds.
import { refreshCounts } from "./counts.js";
import { now, span } from "./times.js";

export function startDues() {
  setInterval(refreshDues, 10_000);
  document.addEventListener("morphed", refreshDues);
}

function refreshDues() {
  const at = now();
  for (const cell of document.querySelectorAll("[data-due]")) {
    const left = (Date.parse(cell.dataset.due) - at) / 1000;
    const soon = cell.dataset.soon && Date.parse(cell.dataset.soon) <= at;
    const shown = left < 0 ? "overdue" : soon ? "soon" : "";
    for (const mark of cell.querySelectorAll("[data-when]")) mark.hidden = mark.dataset.when !== shown;
    for (const figure of cell.querySelectorAll("[data-left]")) write(figure, span(left));
  }
  refreshCounts();
  for (const node of document.querySelectorAll("[data-since]")) write(node, span((at - Date.parse(node.dataset.since)) / 1000));
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
