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
  waiting = setTimeout(refresh, delay);
}

/** As `readAgain`, one at a time and quietly. */
export async function refresh(part = "main") {
  if (reading) return void setTimeout(refresh, AFTER_EVENT, part);
  reading = true;
  try {
    await readAgain(part);
  } catch { /* offline: the badge says so, and the next event asks again */ } finally {
    reading = false;
  }
}

/** Put one part of this page in place as it is now; what is typed, folded or open stays. Answers the page's number. */
export async function readAgain(part) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (fresh.getElementById(part)) morph(document.getElementById(part), fresh.getElementById(part));
  document.dispatchEvent(new CustomEvent("morphed"));
  return Number(fresh.body.dataset.seq);
}
