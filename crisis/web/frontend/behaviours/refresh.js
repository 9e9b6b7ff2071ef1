// Pages that are not drawn row by row: after an event of their stream (and now and then) they are read again and morphed.
import { morph } from "./fragments.js";
import { page } from "./page.js";

const AFTER_EVENT = 600, NOW_AND_THEN = 30_000;
let waiting = 0, reading = false;

export function startRefresh() {
  if (page.place === "room" && page.stream.startsWith("crisis:")) return;
  if (page.stream) document.addEventListener("fragments", () => soon(AFTER_EVENT));
  if (page.place === "board" || page.place === "today") setInterval(() => document.hidden || soon(0), NOW_AND_THEN);
}

function soon(delay) {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, delay);
}

/** Read this address again and put its content in place; what is typed, folded or open stays. */
export async function refresh() {
  if (reading) return soon(AFTER_EVENT);
  reading = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    if (!fresh) return;
    morph(document.getElementById("main"), fresh);
    document.dispatchEvent(new CustomEvent("morphed"));
  } catch { /* offline: the badge says so, and the next event asks again */ } finally {
    reading = false;
  }
}
