// What the server told this page about itself: stream, number, reader, token, words.
const words = JSON.parse(document.getElementById("words")?.textContent || "{}");
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content || "";

export const page = {
  stream: document.body.dataset.stream || "",
  seq: Number(document.body.dataset.seq || 0),
  crisis: document.body.dataset.crisis || "",
  reader: Number(document.body.dataset.reader || 0),
  zone: document.body.dataset.zone || "UTC",
  lang: document.body.dataset.lang || "zh",
  place: document.body.dataset.place || "",
  csrf: meta("csrf"),
  now: meta("now"),
};

/** The reader's words for `key`, with {name} filled in. */
export function say(key, params = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole);
}

export const eventsUrl = () => (page.crisis && page.stream.startsWith("crisis:") ? `/crises/${page.crisis}/events` : `/${page.stream}/events`);
