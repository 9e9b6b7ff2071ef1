// A reader of another make: socket.io-client in Node, following the client rule as docs/live.md tells it.
// node foreign_reader.mjs ADDRESS ORIGIN COOKIE STREAM LOG   prints {"seen": [[seq, sentence], …], "connects": n} when
// a line with a number comes in and that number was reached.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const [address, origin, cookie, stream, log] = process.argv.slice(2);
const headers = { Cookie: cookie, Origin: origin, Accept: "application/json" };
const seen = [];
let last = 0, heard = 0, goal = Infinity, connects = 0, fetching = false;

function apply(envelope) {
  if (envelope.seq !== last + 1) return;
  last = envelope.seq;
  seen.push([envelope.seq, envelope.sentence ?? ""]);
}

async function catchUp() {
  if (fetching) return;
  fetching = true;
  while (last < heard) {
    try {
      const answer = await fetch(`${address}${log}?after=${last}&limit=200`, { headers });
      if (!answer.ok) throw new Error(String(answer.status));
      for (const envelope of (await answer.json()).events) apply(envelope);
    } catch {
      await new Promise((wait) => setTimeout(wait, 100));
    }
  }
  fetching = false;
  finish();
}

function hear(seq) {
  heard = Math.max(heard, seq);
  if (last < heard) catchUp();
}

function finish() {
  if (last < goal) return;
  console.log(JSON.stringify({ seen, connects }));
  process.exit(0);
}

const socket = io(address, { transports: ["websocket"], extraHeaders: headers, reconnectionDelay: 50, reconnectionDelayMax: 300 });
socket.on("connect", () => {
  connects += 1;
  socket.emit("subscribe", { stream, after: last }, (answer) => answer.ok && hear(answer.seq));
});
socket.on("events", (envelopes) => {
  for (const envelope of envelopes) {
    if (envelope.seq > last + 1) hear(envelope.seq);
    else apply(envelope);
  }
  finish();
});
socket.on("bell", (bell) => hear(bell.seq));
createInterface({ input: process.stdin }).on("line", (line) => {
  goal = Number(line);
  hear(goal);
  finish();
});
