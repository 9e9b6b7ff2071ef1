// Short notices bottom left: at most three, six seconds, errors stay until dismissed.
import { say } from "./page.js";
import { statusShape } from "./shapes.js";

const LASTS = 6000, UNDO_LASTS = 10_000, MOST = 3;

/** kind: "done" | "error"; `act` is {label, run} for one small button. */
export function toast(text, { kind = "done", act = null } = {}) {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "toast";
  box.setAttribute("role", kind === "error" ? "alert" : "status");
  box.append(statusShape(kind === "error" ? "overdue" : "done"), line(text));
  if (act) {
    const offered = button(act.label, () => { box.remove(); act.run(); });
    offered.dataset.offered = "";
    box.append(offered);
  }
  if (kind === "error") box.append(button(say("dismiss"), () => box.remove()));
  place.append(box);
  while (place.children.length > MOST) place.firstElementChild.remove();
  if (kind !== "error") setTimeout(() => box.remove(), act ? UNDO_LASTS : LASTS);
}

function line(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}

function button(label, run) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small";
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}
