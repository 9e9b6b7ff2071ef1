// What is being typed survives reload, crash and a refused send: kept on this device until it is acknowledged.
import { page, say } from "./page.js";
import { toast } from "./toast.js";

const PREFIX = "draft:", LASTS = 14 * 24 * 3600 * 1000;
const keyOf = (field) => `${PREFIX}${page.reader}:${field.dataset.draft}`;

export function startDrafts() {
  forgetOld();
  const restored = [...document.querySelectorAll("[data-draft]")].filter(restore);
  if (restored.length) toast(say("restored"));
  document.addEventListener("input", ({ target }) => target.matches?.("[data-draft]") && keep(target));
  document.addEventListener("fragments", () => document.querySelectorAll("[data-draft]").forEach((field) => field.value || field.form?.dataset.underWay || restore(field)));
}

/** The server has what was sent: its kept copies go. Answers whether somebody has typed on since; that stays. */
export function settleDrafts(form, data) {
  let newer = false;
  for (const field of form.querySelectorAll("[data-draft]")) {
    if (field.value && field.value !== data.get(field.name)) newer = true;
    else drop(keyOf(field));
  }
  return newer;
}

function keep(field) {
  try {
    if (field.value) localStorage.setItem(keyOf(field), JSON.stringify({ text: field.value, base: field.defaultValue, at: Date.now() }));
    else drop(keyOf(field));
  } catch { /* full or forbidden storage: typing goes on, only the spare copy is missing */ }
}

function restore(field) {
  const kept = read(keyOf(field));
  if (!kept || kept.text === field.value) return false;
  if (field.value && field.defaultValue !== kept.base) return false;
  field.value = kept.text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch { /* nothing was kept then */ }
}

function forgetOld() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && Date.now() - (read(key)?.at ?? 0) > LASTS) drop(key);
  }
}
