// Pages that are not drawn row by row: after an event of their stream (and now and then) they are read again and morphed;
// so is a checklist in which a new stretch of time begins.
import { morph } from "./fragments.js";
import { page } from "./page.js";

const AFTER_EVENT = 600, NOW_AND_THEN = 30_000;
let waiting = 0, reading = false;

export function startRefresh() {
  if (page.place === "room" && page.stream.startsWith("crisis:")) {
    document.addEventListener("homeless", () => refresh("checklist"));
    return;
  }
  if (page.stream) document.addEventListener("fragments", () => soon(AFTER_EVENT));
  if (page.place === "board" || page.place === "today") setInterval(() => document.hidden || soon(0), NOW_AND_THEN);
}

function soon(delay) {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, delay, "main");
}

/** Read this address again and put one part of it in place; what is typed, folded or open stays. */
export async function refresh(part) {
  if (reading) return void setTimeout(refresh, AFTER_EVENT, part);
  reading = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part);
    if (!fresh) return;
    morph(document.getElementById(part), fresh);
    document.dispatchEvent(new CustomEvent("morphed"));
  } catch { /* offline: the badge says so, and the next event asks again */ } finally {
    reading = false;
  }
}
