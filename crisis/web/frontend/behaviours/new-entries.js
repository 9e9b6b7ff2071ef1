// A pill "n new" when entries arrive above what the reader is looking at; the scroll never jumps.
import { say } from "./page.js";

let unseen = 0, watched = null;

export function noteNew(home, element) {
  if (home.id !== "events") return;
  const pill = document.querySelector("[data-new-entries]"), box = pill && scroller(home.closest(".room-log"));
  if (!box || box.scrollTop < 80) return;
  box.scrollTop += element.getBoundingClientRect().height;
  unseen += 1;
  pill.textContent = say("new_entries", { n: unseen });
  pill.hidden = false;
  pill.onclick = () => { box.scrollTo({ top: 0 }); seen(pill); };
  if (watched !== box) box.addEventListener("scroll", () => box.scrollTop < 80 && seen(pill), { passive: true });
  watched = box;
}

function seen(pill) {
  unseen = 0;
  pill.hidden = true;
}

// On a phone the whole page scrolls, on a desk the column does.
function scroller(log) {
  if (!log) return null;
  return log.scrollHeight > log.clientHeight + 1 ? log : log.closest(".main") ?? log;
}
