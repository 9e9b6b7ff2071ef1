// Ctrl-K: places, crises and acts of this page, found by typing; an ARIA combobox in a dialog.
import { say } from "./page.js";

const MOST = 12;

export function startPalette() {
  const dialog = document.getElementById("palette"), opener = document.querySelector("[data-palette]");
  if (!dialog || !opener) return;
  const input = dialog.querySelector("input"), list = dialog.querySelector("ul");
  let found = [], at = 0;
  opener.hidden = false;

  const open = () => { if (!dialog.open) { input.value = ""; dialog.showModal(); search(); } };
  const search = () => { found = match(choices(), input.value); at = 0; draw(); };
  const run = (choice) => { dialog.close(); choice?.run(); };
  const draw = () => {
    list.replaceChildren(...found.map((choice, n) => option(choice, n === at, () => run(choice))));
    if (!found.length) list.replaceChildren(nothing());
    input.setAttribute("aria-activedescendant", found.length ? `palette-${at}` : "");
    list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  };

  opener.addEventListener("click", open);
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) { event.preventDefault(); at = (at + step + found.length) % found.length; draw(); }
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); run(found[at]); }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });

  function option(choice, current, act) {
    const row = document.createElement("li"), kind = document.createElement("span");
    row.id = `palette-${found.indexOf(choice)}`;
    row.role = "option";
    row.setAttribute("aria-selected", String(current));
    kind.className = "meta";
    kind.textContent = choice.kind;
    row.append(choice.label, kind);
    row.addEventListener("click", act);
    return row;
  }
}

function nothing() {
  const row = document.createElement("li");
  row.role = "option";
  row.setAttribute("aria-disabled", "true");
  row.textContent = say("no_results");
  return row;
}

// Whatever a hand could press on this page can be found by name.
function choices() {
  const seen = new Set(), made = [];
  const offer = (nodes, kind) => {
    for (const node of nodes) {
      const label = (node.getAttribute("aria-label") || node.textContent).replace(/\s+/g, " ").trim();
      if (!label || seen.has(`${kind}${label}`)) continue;
      seen.add(`${kind}${label}`);
      made.push({ label, kind, run: () => node.click() });
    }
  };
  offer(document.querySelectorAll(".rail a[href]"), say("go"));
  offer(document.querySelectorAll(".pills .menu-list a"), say("crisis"));
  offer(document.querySelectorAll("main .button:not([aria-disabled=true]):not(:disabled), main .menu-list a"), say("verb"));
  return made;
}

// Letters in order, anywhere; earlier and closer together ranks first.
function match(all, typed) {
  const letters = [...typed.toLowerCase().replace(/^[>#@]\s*|\s+/g, "")];
  if (!letters.length) return all.slice(0, MOST);
  const rank = (label) => {
    let from = -1, sum = 0;
    for (const letter of letters) {
      const next = label.toLowerCase().indexOf(letter, from + 1);
      if (next < 0) return Infinity;
      sum += next - from;
      from = next;
    }
    return sum;
  };
  return all.map((choice) => [rank(choice.label), choice]).filter(([r]) => r < Infinity).sort(([a], [b]) => a - b).slice(0, MOST).map(([, choice]) => choice);
}
