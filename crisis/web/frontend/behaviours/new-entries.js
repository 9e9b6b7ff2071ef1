// A pill "n new" when entries arrive above what the reader is looking at; the scroll never jumps.
import { say } from "./page.js";

let unseen = 0;

export function noteNew(home, element) {
  if (home.id !== "events") return;
  const box = home.closest(".room-log"), pill = document.querySelector("[data-new-entries]");
  if (!box || !pill || scroller(box).scrollTop < 80) return;
  const height = element.getBoundingClientRect().height;
  scroller(box).scrollTop += height;
  unseen += 1;
  pill.textContent = say("new_entries", { n: unseen });
  pill.hidden = false;
  pill.onclick = () => { scroller(box).scrollTo({ top: 0 }); seen(pill); };
  scroller(box).addEventListener("scroll", () => scroller(box).scrollTop < 80 && seen(pill), { passive: true });
}

function seen(pill) {
  unseen = 0;
  pill.hidden = true;
}

// On a phone the whole page scrolls, on a desk the column does.
function scroller(box) {
  return box.scrollHeight > box.clientHeight + 1 ? box : box.closest(".main") ?? box;
}
