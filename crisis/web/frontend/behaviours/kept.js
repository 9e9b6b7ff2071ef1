// The spare copies of what is being typed, on this device: per reader and field, with the text and version it began from.
import { page } from "./page.js";
import { fieldsIn, isWritten, nameOf, valueOf, versionOf } from "./writing.js";

const PREFIX = "draft:", LASTS = 14 * 24 * 3600 * 1000;

export function keepCopy(field) {
  const key = keyOf(field);
  try {
    if (!isWritten(field)) return drop(key);
    const base = read(key)?.base ?? field.defaultValue;
    localStorage.setItem(key, JSON.stringify({ text: valueOf(field), base, version: versionOf(field.form), at: Date.now() }));
  } catch { /* full or forbidden storage: typing goes on, only the spare copy is missing */ }
}

/** {text, base, version, at} or null. */
export const copyOf = (field) => read(keyOf(field));

export const dropCopy = (field) => drop(keyOf(field));

export const dropCopies = (form) => fieldsIn(form).forEach(dropCopy);

export function forgetOld() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && Date.now() - (read(key)?.at ?? 0) > LASTS) drop(key);
  }
}

// A form that serves many rows names its row in its address or in a hidden field.
function keyOf(field) {
  const row = field.form.querySelector('input[type="hidden"][name="fact"]')?.value ?? "";
  return `${PREFIX}${page.reader}:${field.dataset.draft ?? `${field.form.getAttribute("action")}:${row}:${nameOf(field)}`}`;
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
