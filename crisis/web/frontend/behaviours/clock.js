// Ticks every clock on the page once a second from the server's time; announces each gate once, politely.
import { say } from "./page.js";
import { announce } from "./announce.js";
import { clockTime, hms, now } from "./times.js";

const WINDOW = 48 * 3600;
const told = new Set();

export function startClocks() {
  tick();
  const beat = () => { tick(); setTimeout(beat, 1000 - (now() % 1000) + 5); };
  setTimeout(beat, 1000 - (now() % 1000) + 5);
  document.addEventListener("visibilitychange", () => document.hidden || tick());
}

function stateOf(left) {
  if (left < 0) return "over";
  return left < WINDOW * 0.1 ? "urgent" : left < WINDOW * 0.25 ? "soon" : "calm";
}

function tick() {
  const at = now();
  for (const node of document.querySelectorAll("[data-countdown]")) write(node, hms(Math.ceil((Date.parse(node.dataset.countdown) - at) / 1000)));
  for (const node of document.querySelectorAll("[data-countup]")) write(node, hms(Math.max(0, Math.floor((at - Date.parse(node.dataset.countup)) / 1000))));
  for (const clock of document.querySelectorAll("[data-clock]")) draw(clock, at);
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function draw(clock, at) {
  const start = Date.parse(clock.dataset.t0), end = Date.parse(clock.dataset.ends);
  const left = Math.ceil((end - at) / 1000), state = stateOf(left);
  for (const name of ["calm", "soon", "urgent", "over"]) clock.classList.toggle(`is-${name}`, name === state);
  for (const word of clock.querySelectorAll("[data-clock-word]")) word.hidden = word.dataset.clockWord !== state;
  const passed = `${Math.min(100, Math.max(0, (at - start) / (end - start) * 100)).toFixed(2)}%`;
  clock.querySelector(".past")?.setAttribute("width", passed);
  const line = clock.querySelector("[data-now-line]"), word = clock.querySelector("[data-now-word]");
  if (line) for (const name of ["x1", "x2"]) line.setAttribute(name, passed);
  if (word) { word.setAttribute("x", passed); write(word, say("now", { time: clockTime(at) })); }
  for (const gate of clock.querySelectorAll("[data-gate]")) reach(gate, at);
  if (left < 0) once(`over-${clock.dataset.ends}`, () => announce(say("over")), at - end);
}

function reach(gate, at) {
  const since = at - Date.parse(gate.dataset.gate);
  if (gate.dataset.gateState === "open" && since >= 0) once(gate.dataset.gate, () => announce(say("gate", { name: gate.dataset.gateName })), since);
}

// Only what happens while the page is open is said aloud; what lay before is on the page anyway.
function once(key, speak, since) {
  if (told.has(key)) return;
  told.add(key);
  if (since < 5000) speak();
}
