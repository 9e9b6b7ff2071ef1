// The server's clock and the ways times are written; a wrong clock of this computer does no harm.
import { page } from "./page.js";

let offset = page.now ? Date.parse(page.now) - Date.now() : 0;

export const now = () => Date.now() + offset;

/** Take over the server's time from an answer's Date header or a bell; `at` in ms. */
export function learn(at) {
  if (Number.isFinite(at)) offset = at - Date.now();
}

const two = (n) => String(n).padStart(2, "0");

/** 34:33:48, past the end +02:13:00. */
export function hms(seconds) {
  const whole = Math.abs(seconds);
  return `${seconds < 0 ? "+" : ""}${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** 1:26: hours and minutes. */
export function span(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
}

const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: page.zone });

/** 21:06:12 in the reader's zone. */
export const clockSeconds = (ms) => format.format(ms);
export const clockTime = (ms) => clockSeconds(ms).slice(0, 5);
