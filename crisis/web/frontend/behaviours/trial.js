// A back-test under way: every other second its progress is asked for; when it has ended the page is read again.
import { refresh } from "./refresh.js";

const EVERY = 2_000;

export function startTrial() {
  watch();
  document.addEventListener("morphed", watch);
}

function watch() {
  const box = document.querySelector("[data-trial]");
  if (!box || box.watched) return;
  box.watched = true;
  setTimeout(() => ask(box), EVERY);
}

async function ask(box) {
  if (!box.isConnected || !box.dataset.trial) return;
  try {
    const answer = await fetch(box.dataset.trial, { headers: { Accept: "application/json" } });
    const told = answer.ok ? await answer.json() : null;
    if (told && !told.live) return refresh();
    if (told) show(box, told);
  } catch { /* offline: the next time */ }
  setTimeout(() => ask(box), EVERY);
}

function show(box, told) {
  const bar = box.querySelector("progress");
  if (told.total) [bar.max, bar.value] = [told.total, told.heard];
  box.querySelector("[data-trial-said]").textContent = told.sentence;
}
