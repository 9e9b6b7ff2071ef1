// Tells the server how far this person has seen the room, and reads anew what concerns them alone when it changes.
import { isLive } from "./live.js";
import { page } from "./page.js";
import { refresh } from "./refresh.js";
import { fieldsOf, send } from "./send.js";

const FIRST = 8_000, EVERY = 20_000;
let reached = page.seq, told = 0;

export function startSeen() {
  if (page.place !== "room" || !page.crisis || !page.stream.startsWith("crisis:") || !page.reader) return;
  setTimeout(tell, FIRST);
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden && tell(true));
  document.addEventListener("fragments", ({ detail }) => {
    for (const envelope of detail) reached = Math.max(reached, envelope.seq);
    if (detail.some(({ data }) => data && concernsMe(data))) refresh("room-mine");
  });
  document.addEventListener("submit", ({ target }) => { if ("dismiss" in target.dataset) target.hidden = true; });
}

async function tell(leaving = false) {
  if (!isLive() || reached <= told || (document.hidden && leaving !== true)) return;
  const upTo = reached, data = fieldsOf(document.createElement("form"));
  data.set("seq", String(upTo));
  const result = await send(`/crises/${page.crisis}/seen`, data);
  if (result.kind === "done") told = upTo;
}

function concernsMe({ comments = {}, hand_overs: offers = {} }) {
  const asked = Object.values(comments).some((one) => one?.mentions?.includes(page.reader));
  return asked || Object.values(offers).some((one) => one?.taker_id === page.reader);
}
