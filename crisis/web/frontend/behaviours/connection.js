// The connection badge and the bars below it: current, catching up, or since when not; and what waits on this device.
import { say } from "./page.js";
import { clockSeconds, now } from "./times.js";

const PATIENCE = 3000;
let state = "page", since = now(), attempts = 0, kept = 0, waiting = 0;

export const connection = () => state;

export function showConnection(next, failures = 0) {
  if (next === "live") since = now();
  attempts = failures;
  if (next !== "offline" && next !== "removed") {
    clearTimeout(waiting);
    waiting = 0;
    if (next !== state) paint(next, false);
  }
  else if (next === "removed") paint(next, true);
  else if (state === "offline") paint(next, true);
  else if (!waiting) waiting = setTimeout(() => { waiting = 0; paint("offline", true); }, PATIENCE);
}

/** How many acts wait on this device for the connection. */
export function showKept(count) {
  kept = count;
  if (state === "offline") paint(state, true);
}

/** How many acts made without a connection were refused and wait for a decision. */
export function showUndecided(count) {
  const bar = document.querySelector("[data-undecided]");
  if (!bar) return;
  bar.hidden = !count;
  put(bar.querySelector("b"), say("undecided", { n: count }));
}

// While live, "last in step" is the newest moment the connection was known to be good.
export function heard() {
  if (state === "live") since = now();
}

function paint(next, barred) {
  state = next;
  const badge = document.querySelector(".connection");
  if (badge) {
    badge.dataset.state = next === "removed" ? "offline" : next;
    put(badge.querySelector("[data-offline-time]"), barred ? clockSeconds(since) : "");
  }
  holdActs(barred);
  if (barred) document.dispatchEvent(new CustomEvent("stale"));
  const bar = document.querySelector("[data-offline]");
  if (!bar) return;
  bar.hidden = !barred;
  if (!barred) return;
  const removed = next === "removed";
  put(bar.querySelector("[data-offline-since]"), removed ? say("removed", { time: clockSeconds(since) }) : say("offline", { time: clockSeconds(since), n: attempts }));
  put(bar.querySelector("[data-offline-kept]"), removed ? "" : kept ? say("kept", { n: kept }) : say("kept_none"));
  bar.querySelector("[data-offline-retry]").hidden = removed;
}

// What only the server may decide is off while the picture is old; what can be kept stays on. The bar says why.
function holdActs(stale) {
  for (const button of document.querySelectorAll(".main form:not([data-queue]) button:not([type=button]), dialog form:not([data-queue]) .button-primary")) {
    if (stale && !button.hasAttribute("aria-disabled")) { button.setAttribute("aria-disabled", "true"); button.dataset.held = ""; }
    else if (!stale && "held" in button.dataset) { button.removeAttribute("aria-disabled"); delete button.dataset.held; }
  }
}

function put(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}
