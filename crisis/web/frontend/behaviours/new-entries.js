// A pill "n new" when entries arrive above what the reader is looking at; the scroll never jumps.
import { say } from "./page.js";

const NEAR = 80;
// Most browsers keep what is read in its place by themselves; doing it twice would be a jump of its own.
const ANCHORS = CSS.supports("overflow-anchor", "auto");
let unseen = 0, top = 0;

export function startNewEntries() {
  // Asking for the position would lay the page out for each entry; being told of it costs nothing.
  document.addEventListener("scroll", ({ target }) => {
    if (target !== scroller()) return;
    top = target.scrollTop;
    if (top < NEAR) seen();
  }, { capture: true, passive: true });
}

/** The reader sees the newest entries. */
export const atNewest = () => top < NEAR;

export function noteNew(home, element) {
  const pill = document.querySelector("[data-new-entries]"), box = scroller();
  if (home.id !== "events" || !pill || !box || atNewest()) return;
  if (!ANCHORS) box.scrollTop += element.getBoundingClientRect().height;
  unseen += 1;
  pill.textContent = say("new_entries", { n: unseen });
  pill.hidden = false;
  pill.onclick = () => { box.scrollTo({ top: 0 }); seen(); };
}

function seen() {
  unseen = 0;
  document.querySelector("[data-new-entries]")?.setAttribute("hidden", "");
}

// On a phone the whole page scrolls, on a desk the column does.
function scroller() {
  const log = document.querySelector(".room-log");
  return matchMedia("(width < 640px)").matches ? log?.closest(".main") ?? log : log;
}
