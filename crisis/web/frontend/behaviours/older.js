// More of the timeline without a new page: older entries below as far as one scrolls, and what a filter shows instead.
import { moveTo } from "./fragments.js";
import { atNewest } from "./new-entries.js";
import { otherPage } from "./other-page.js";
import { page, say } from "./page.js";

const MOST = 400, LEFT = 200;

export function startOlder() {
  document.addEventListener("morphed", trim);
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-older]"), list = document.getElementById("events");
    if (!link || !list || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const fresh = await more(list, link);
    if (!fresh) return void location.assign(link.href);
    fresh.rows[0]?.querySelector("a")?.focus({ preventScroll: true });
  });
  const line = document.querySelector("#events ~ .older");
  if (line) reached.observe(line);
}

// Who scrolls to the end reads on; beyond what a page bears, it takes a press.
const reached = new IntersectionObserver((lines) => {
  const list = document.getElementById("events"), link = list.parentElement.querySelector("[data-older]");
  if (link && list.children.length < MOST && lines.some((line) => line.isIntersecting)) more(list, link);
}, { rootMargin: "400px" });

async function more(list, link) {
  const fresh = await read(link.href);
  for (const row of fresh?.rows ?? []) if (!document.getElementById(row.id)) moveTo(list, row);
  if (fresh) putLink(list, fresh.older);
  return fresh;
}

/** Show the newest page under this choice; entries that arrived while it was read stay above. */
export async function refill(list, params) {
  if (!page.crisis || list.id !== "events") return;
  const fresh = await read(`/crises/${page.crisis}/timeline?only=${params.get("only") ?? "all"}&order=${params.get("order") ?? "recorded"}`);
  if (!fresh || list.dataset.only !== (params.get("only") ?? "all")) return;
  const newest = Math.max(0, ...fresh.rows.map(numberOf));
  const later = [...list.children].filter((row) => row.classList.contains("is-sending") || numberOf(row) > newest);
  list.replaceChildren(...later, ...fresh.rows);
  putLink(list, fresh.older);
}

// A long crisis does not make its page slow: while the newest are read, the far end is let go and can be had again.
function trim() {
  const list = document.getElementById("events");
  if (!list || list.dataset.by || list.children.length <= MOST || !atNewest()) return;
  while (list.children.length > LEFT) list.lastElementChild.remove();
  const link = Object.assign(document.createElement("a"), { textContent: say("older") });
  link.href = `/crises/${page.crisis}/timeline?only=${list.dataset.only ?? "all"}&order=recorded&before=${numberOf(list.lastElementChild)}`;
  link.dataset.older = "";
  putLink(list, link);
}

const numberOf = (row) => Number(row.id.split("-")[1] ?? 0);

async function read(address) {
  const got = await otherPage(address);
  return got && { rows: [...got.querySelectorAll("#events > li")], older: got.querySelector("[data-older]") };
}

function putLink(list, link) {
  const present = list.parentElement.querySelector(".older");
  if (!link) return present?.remove();
  const line = present ?? Object.assign(document.createElement("p"), { className: "older" });
  line.replaceChildren(link);
  if (!present) list.after(line);
  reached.unobserve(line); // watched anew, it tells at once when it is still in sight
  reached.observe(line);
}
