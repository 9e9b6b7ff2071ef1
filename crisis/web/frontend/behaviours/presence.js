// Who is here and which card they write in: a word every ten seconds out; faces, names and marks on the cards in.
// A mark warns and locks nothing; it goes when its writer falls silent, and nobody has to clean it up.
import { announce } from "./announce.js";
import { isLive, sayPresence } from "./live.js";
import { page, say } from "./page.js";

const EVERY = 10_000, IDLE = 30_000, FACES = 5;
const CARD = "[data-editing], [data-row], [data-card]";
let where = "", touched = 0, last = null;

export function startPresence() {
  if (!page.stream) return;
  setInterval(() => { look(); speak(); }, EVERY);
  document.addEventListener("live", speak);
  for (const kind of ["focusin", "input", "pointerdown"]) document.addEventListener(kind, () => { touched = Date.now(); move(); });
  document.addEventListener("focusout", () => setTimeout(move));
  document.addEventListener("presence", ({ detail }) => { if (detail.stream === page.stream) show(last = detail); });
  document.addEventListener("stale", () => { show({ count: 0, people: [], whole: true }); last = null; });
  for (const kind of ["opened", "morphed"]) document.addEventListener(kind, () => last && show(last));
}

function speak() {
  if (isLive() && !document.hidden) sayPresence(where);
}

function move() {
  const before = where;
  look();
  if (where === before) return;
  speak();
  if (last) show(last);
}

// A field that was left open and untouched is not being written in.
function look() {
  const field = document.activeElement;
  const writing = field?.matches("input:not([type=hidden]), textarea, select") && Date.now() - touched < IDLE;
  const card = writing ? field.closest(CARD) : null;
  where = card?.dataset.editing || card?.id || "";
}

function show({ count, people, whole }) {
  showFaces(count, people, whole);
  for (const node of document.querySelectorAll("[data-present]")) {
    if (people.some((person) => String(person.person) === node.dataset.present)) put(node, say("present"));
    else if (node.textContent === say("present")) put(node, "");
  }
  const writers = new Map();
  for (const person of people) {
    if (person.person === page.reader) continue;
    for (const card of person.where) writers.set(card, [...(writers.get(card) ?? []), person.name]);
  }
  for (const line of document.querySelectorAll("[data-editors]")) if (!writers.has(line.dataset.of)) put(line, "");
  for (const [card, names] of writers) mark(card, names);
}

// Where other servers cannot be heard, there may be more people than are known of.
function showFaces(count, people, whole) {
  const faces = document.querySelector("[data-presence-faces]"), words = document.querySelector("[data-presence-words]");
  faces?.replaceChildren(...people.slice(0, FACES).map(face), ...(count > FACES ? [circle(`+${count - FACES}`)] : []));
  if (words) put(words, count ? say(whole ? "here" : "here_at_least", { n: count }) : "");
}

function mark(id, names) {
  const mine = id === where, sentence = say(mine ? "editing_too" : "editing", { who: names.join(say("comma")) });
  for (const card of document.querySelectorAll(`#${CSS.escape(id)}, [data-editing="${CSS.escape(id)}"]`)) {
    const line = lineIn(card);
    if (mine && line.textContent !== sentence) announce(sentence);
    line.dataset.of = id;
    put(line, sentence);
  }
}

function lineIn(card) {
  const present = card.querySelector("[data-editors]");
  if (present) return present;
  const line = document.createElement("span");
  line.className = "editors";
  line.dataset.editors = "";
  const heading = card.querySelector("h2");
  if (heading) heading.after(line);
  else (card.matches("tr") ? card.querySelector("th, td") : card).append(line);
  return line;
}

function face({ name, where: cards }) {
  const made = circle(/^[\x00-\x7f]/.test(name) ? name.split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase() : [...name][0]);
  made.classList.toggle("is-editing", cards.length > 0);
  made.title = cards.length ? say("editing", { who: name }) : name;
  return made;
}

function circle(letters) {
  const made = document.createElement("span");
  made.className = "avatar";
  made.setAttribute("aria-hidden", "true");
  made.textContent = letters;
  return made;
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
