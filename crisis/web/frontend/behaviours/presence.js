// Who is here and what they are editing: a word every ten seconds out, faces and names in.
import { isLive, sayPresence } from "./live.js";
import { page, say } from "./page.js";

const EVERY = 10_000, FACES = 5;
let where = "", last = null;

export function startPresence() {
  if (!page.stream) return;
  const speak = () => isLive() && !document.hidden && sayPresence(where);
  setInterval(speak, EVERY);
  document.addEventListener("live", speak);
  document.addEventListener("focusin", ({ target }) => {
    const place = target.closest?.("[data-row], [data-editing]");
    const next = target.matches("input, textarea, select") && place ? place.dataset.editing || place.id : "";
    if (next !== where) { where = next; speak(); }
  });
  document.addEventListener("presence", ({ detail }) => { if (detail.stream === page.stream) show(last = detail); });
  document.addEventListener("fragments", () => last && show(last));
}

function show({ count, people }) {
  const faces = document.querySelector("[data-presence-faces]"), words = document.querySelector("[data-presence-words]");
  faces?.replaceChildren(...people.slice(0, FACES).map((person) => face(person.name)), ...(count > FACES ? [face(`+${count - FACES}`)] : []));
  if (words) words.textContent = say("here", { n: count });
  for (const node of document.querySelectorAll("[data-present]")) {
    if (people.some((person) => String(person.person) === node.dataset.present)) node.textContent = say("present");
    else if (node.textContent === say("present")) node.textContent = "";
  }
  for (const node of document.querySelectorAll(".is-editing")) node.classList.remove("is-editing");
  for (const person of people) for (const place of person.where) mark(place, person);
}

function mark(place, person) {
  if (person.person === page.reader) return;
  const avatar = document.getElementById(place)?.querySelector(".avatar");
  avatar?.classList.add("is-editing");
  avatar?.setAttribute("title", say("editing", { who: person.name }));
  const line = document.querySelector(`[data-editors="${CSS.escape(place)}"]`);
  if (line) line.textContent = say("editing", { who: person.name });
}

function face(name) {
  const made = document.createElement("span");
  made.className = "avatar";
  made.title = name;
  made.setAttribute("aria-hidden", "true");
  made.textContent = name.startsWith("+") ? name : /^[\x00-\x7f]/.test(name) ? name.split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase() : [...name][0];
  return made;
}
