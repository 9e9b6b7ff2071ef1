// The rule by which a page follows its stream; pure, so that it can be tested without a browser.
//
// next number → apply · known number → ignore · a hole → hold, and ask for what follows `mine`.
// `take` answers {apply: [envelope…], ask: number|null}; `ask` is the number after which to fetch.

export function beginAt(seq) {
  return { mine: seq, held: new Map() };
}

/** The page was read anew and stands at `seq`; what was held above it waits on. */
export function begin(sequence, seq) {
  sequence.mine = Math.max(sequence.mine, seq);
  for (const held of sequence.held.keys()) if (held <= sequence.mine) sequence.held.delete(held);
}

export function take(sequence, envelopes) {
  const apply = [];
  for (const envelope of envelopes) {
    if (envelope.seq > sequence.mine) sequence.held.set(envelope.seq, envelope);
  }
  while (sequence.held.has(sequence.mine + 1)) {
    const next = sequence.held.get(sequence.mine + 1);
    sequence.held.delete(next.seq);
    sequence.mine = next.seq;
    apply.push(next);
  }
  return { apply, ask: sequence.held.size ? sequence.mine : null };
}

/** A bell, an answer or a subscription says that the stream has `seq`. */
export function hear(sequence, seq) {
  return { apply: [], ask: seq > sequence.mine ? sequence.mine : null, foreign: seq < sequence.mine };
}

/** Between one and five seconds, longer with each failure, never all readers at once. */
export function pause(failures, random = Math.random) {
  return Math.round(1000 + random() * Math.min(4000, 1000 * 2 ** Math.min(failures, 4)));
}
