// Keeps the page current: one socket, one number, one way of catching up, and an honest badge.
import { io } from "socket.io-client";
import { applyFragments } from "./fragments.js";
import { eventsUrl, page } from "./page.js";
import { readAgain } from "./refresh.js";
import { begin, beginAt, hear, pause, take } from "./sequence.js";
import { heard, showConnection } from "./connection.js";
import { learn } from "./times.js";

const FAR_BEHIND = 500;
const PAGE = 200;
// A quiet room is rung every 20 seconds; who hears nothing for longer has no connection, whatever the socket believes.
const SILENCE = 27_000;
const sequence = beginAt(page.seq);
let socket = null, catching = null, failures = 0, subscribed = false, retry = 0, last = 0;

export const isLive = () => subscribed;

export function startLive() {
  if (!page.stream) return;
  socket = io({ transports: ["websocket"], reconnection: false, timeout: 8000 });
  socket.on("connect", subscribe);
  socket.on("events", (envelopes) => follow(take(sequence, envelopes.filter((e) => e.stream === page.stream))));
  socket.on("bell", (bell) => bell.stream === page.stream && follow(hear(sequence, bell.seq)));
  socket.on("presence", (picture) => document.dispatchEvent(new CustomEvent("presence", { detail: picture })));
  socket.on("gone", (word) => word.stream === page.stream && stop());
  socket.on("disconnect", lost);
  socket.on("connect_error", lost);
  socket.onAny(hearken);
  socket.io.on("ping", hearken);
  setInterval(() => subscribed && Date.now() - last > SILENCE && cut(), 1000);
  window.addEventListener("online", reconnectNow);
  window.addEventListener("offline", cut);
  document.addEventListener("visibilitychange", () => document.hidden || (socket.connected ? catchUp() : reconnectNow()));
  document.querySelector("[data-offline-retry]")?.addEventListener("click", reconnectNow);
}

/** The number an answer of ours carried: fetch up to it if the socket has not brought it yet. */
export function reached(stream, seq) {
  if (stream === page.stream && Number.isInteger(seq)) follow(hear(sequence, seq));
}

export function sayPresence(where) {
  if (subscribed) socket.emit("presence", { stream: page.stream, where });
}

function hearken() {
  last = Date.now();
  heard();
}

function cut() {
  socket.connected ? socket.disconnect() : lost();
}

function subscribe() {
  hearken();
  socket.emit("subscribe", { stream: page.stream, after: sequence.mine }, (answer) => {
    if (!answer.ok) return answer.error === "unavailable" ? lost() : stop();
    subscribed = true;
    failures = 0;
    const next = hear(sequence, answer.seq);
    if (next.foreign) return location.reload();
    if (next.ask !== null) return follow(next);
    showConnection("live");
    document.dispatchEvent(new CustomEvent("live"));
  });
}

function follow({ apply, ask }) {
  if (apply.length) {
    applyFragments(apply);
    if (subscribed && ask === null && !catching) showConnection("live");
  }
  if (ask !== null) catchUp();
}

/** Read what followed; also before asking somebody to decide on what the page shows. */
export function catchUp() {
  if (!socket) return Promise.resolve();
  catching ??= fetchAll().finally(() => { catching = null; });
  return catching;
}

async function fetchAll() {
  showConnection("catching");
  try {
    for (;;) {
      const answer = await fetch(`${eventsUrl()}?after=${sequence.mine}&limit=${PAGE}`, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      learn(Date.parse(answer.headers.get("Date")) + 500);
      const body = await answer.json();
      if (body.reset) return location.reload();
      if ((body.head ?? 0) - sequence.mine > FAR_BEHIND) {
        begin(sequence, await readAgain("main"));
        continue;
      }
      const { apply } = take(sequence, body.events);
      applyFragments(apply);
      if (body.events.length < PAGE) break;
    }
    if (subscribed) { showConnection("live"); document.dispatchEvent(new CustomEvent("live")); }
  } catch {
    lost();
  }
}

function lost() {
  subscribed = false;
  failures += 1;
  showConnection("offline", failures);
  clearTimeout(retry);
  retry = setTimeout(reconnectNow, pause(failures));
}

function reconnectNow() {
  clearTimeout(retry);
  if (socket.connected) return subscribe();
  socket.disconnect().connect();
}

function stop() {
  subscribed = false;
  socket.off("disconnect").disconnect();
  showConnection("removed");
}
