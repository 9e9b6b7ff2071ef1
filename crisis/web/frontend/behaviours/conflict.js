// Two texts for one thing: both side by side, and the person says which stands. Nothing is decided by closing it.
import { say } from "./page.js";

let open = Promise.resolve();

/** Answers "mine", "theirs" or "" (not decided); `drop` names the second choice where there is no other text. */
export function choose({ title = say("conflict"), reason = "", mine, theirs, again = say("mine_again"), drop = say("keep_theirs") }) {
  return (open = open.then(() => ask(title, reason, mine, theirs, again, drop)));
}

function ask(title, reason, mine, theirs, again, drop) {
  const dialog = document.createElement("dialog"), heading = made("h2", title), acts = document.createElement("div");
  dialog.className = "dialog";
  dialog.dataset.conflict = "";
  heading.id = "conflict-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  acts.className = "dialog-acts";
  acts.append(choice(dialog, "", say("later"), "button-quiet"), choice(dialog, "theirs", drop, ""), choice(dialog, "mine", again, "button-primary"));
  dialog.append(heading, ...(reason ? [made("p", reason)] : []), ...side("mine", mine), ...(theirs ? side("theirs", theirs) : []), acts);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) => dialog.addEventListener("close", () => { dialog.remove(); answer(dialog.returnValue); }));
}

function side(whose, text) {
  const heading = made("h3", say(whose)), area = document.createElement("textarea");
  Object.assign(area, { readOnly: true, rows: Math.min(8, Math.max(2, text.split("\n").length + 1)), className: "both", value: text });
  area.dataset.side = whose;
  area.setAttribute("aria-label", say(whose));
  return [heading, area];
}

function choice(dialog, value, label, kind) {
  const button = made("button", label);
  button.type = "button";
  button.className = `button ${kind}`;
  button.dataset.choice = value;
  button.addEventListener("click", () => dialog.close(value));
  return button;
}

function made(name, text) {
  const node = document.createElement(name);
  node.textContent = text;
  return node;
}
