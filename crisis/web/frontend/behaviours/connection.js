// The connection badge and the offline bar: current, catching up, or since when not.
import { say } from "./page.js";
import { clockSeconds, now } from "./times.js";

const PATIENCE = 3000;
let state = "page", since = now(), attempts = 0, kept = 0, waiting = 0;

export const connection = () => state;

export function showConnection(next, failures = 0) {
  if (next === "live") since = now();
  attempts = failures;
  if (next !== "offline" && next !== "removed") { clearTimeout(waiting); waiting = 0; paint(next, false); }
  else if (next === "removed") paint(next, true);
  else if (state === "offline") paint(next, true);
  else if (!waiting) waiting = setTimeout(() => { waiting = 0; paint("offline", true); }, PATIENCE);
}

/** How many acts wait on this device. */
export function showKept(count) {
  kept = count;
  if (state === "offline") paint(state, true);
}

// While live, "last in step" is the newest moment the connection was known to be good.
setInterval(() => { if (state === "live") since = now(); }, 5000);

function paint(next, barred) {
  state = next;
  const badge = document.querySelector(".connection");
  if (badge) badge.dataset.state = next === "removed" ? "offline" : next;
  const bar = document.querySelector("[data-offline]");
  if (!bar) return;
  bar.hidden = !barred;
  if (!barred) return;
  const removed = next === "removed";
  put(bar.querySelector("[data-offline-since]"), removed ? say("removed", { time: clockSeconds(since) }) : say("offline", { time: clockSeconds(since), n: attempts }));
  put(bar.querySelector("[data-offline-kept]"), removed ? "" : kept ? say("kept", { n: kept }) : say("kept_none"));
  bar.querySelector("[data-offline-retry]").hidden = removed;
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
