// The spare copies of what is being typed, on this device: per reader and field, with the text and version it began from.
// localStorage is at hand for every tab, but a browser that is killed loses its last seconds; IndexedDB has them. The newer counts.
import { createStore, delMany, entries, set } from "idb-keyval";
import { page } from "./page.js";
import { fieldsIn, isWritten, nameOf, valueOf, versionOf } from "./writing.js";

const PREFIX = "draft:", LASTS = 14 * 24 * 3600 * 1000;
const sure = createStore("crisis-drafts", "copies");

export function keepCopy(field) {
  const key = keyOf(field);
  if (!isWritten(field)) return drop(key);
  put(key, { text: valueOf(field), base: read(key)?.base ?? field.defaultValue, version: versionOf(field.form), at: Date.now() });
}

/** {text, base, version, at} or null. */
export const copyOf = (field) => read(keyOf(field));

export const dropCopy = (field) => drop(keyOf(field));

export const dropCopies = (form) => fieldsIn(form).forEach(dropCopy);

/** Take over what a killed browser still had in hand, and forget what nobody came back for. */
export async function recover() {
  try {
    const all = await entries(sure);
    for (const [key, copy] of all) if ((read(key)?.at ?? 0) < copy.at) write(key, copy);
    const old = ({ at }) => Date.now() - at > LASTS;
    await delMany(all.filter(([, copy]) => old(copy)).map(([key]) => key), sure);
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && old(read(key) ?? { at: 0 })) write(key, {});
  } catch { /* no such storage here: what localStorage has must do */ }
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
  if (read(key)) put(key, { at: Date.now() });
}

// Full or forbidden storage: typing goes on, only the spare copy is missing.
function put(key, copy) {
  try {
    write(key, copy);
  } catch { /* as above */ }
  set(key, copy, sure).catch(() => {});
}

// A copy without a text says that there is none any more.
function write(key, copy) {
  if (copy.text === undefined) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify(copy));
}
