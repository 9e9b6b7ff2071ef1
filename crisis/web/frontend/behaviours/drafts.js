// What is being typed survives reload, crash, sign-out and a refused send: kept on this device until it is acknowledged.
import { markChanged } from "./changed.js";
import { copyOf, dropCopy, keepCopy, recover } from "./kept.js";
import { say } from "./page.js";
import { uncover } from "./rows.js";
import { toast } from "./toast.js";
import { contentOf, fieldsIn, isChoice, isWritten, put } from "./writing.js";

const FORMS = 'form[method="post"]:not([data-plain], .bare *)';
let restoring = false;

export function startDrafts() {
  recover().then(restoreAll);
  for (const kind of ["input", "change"]) document.addEventListener(kind, ({ target }) => keep(target));
  document.addEventListener("morphed", () => document.querySelectorAll(FORMS).forEach((form) => form.dataset.underWay || restore(form)));
  document.addEventListener("opened", ({ target }) => target.querySelectorAll(FORMS).forEach(restore));
}

// What came back stands open, or nobody would know where.
function restoreAll() {
  const restored = [...document.querySelectorAll(FORMS)].filter(restore);
  for (const field of restored.flatMap(fieldsIn).filter(isWritten)) uncover(field);
  if (restored.length) toast(say("restored"));
}

/** The server has what was sent: its kept copies go. Answers whether somebody has typed on since; that stays. */
export function settleDrafts(form, data) {
  let newer = false;
  for (const field of fieldsIn(form)) {
    if (!isChoice(field) && field.value && field.value !== data.get(field.name)) newer = true;
    else dropCopy(field);
  }
  return newer;
}

function keep(field) {
  if (!restoring && field.form?.matches(FORMS) && fieldsIn(field.form).includes(field)) keepCopy(field);
}

// Words come back; a choice only together with words, or a dialog left long ago would choose by itself.
function restore(form) {
  const kept = fieldsIn(form).map((field) => [field, copyOf(field)]).filter(([field, copy]) => copy && !isWritten(field));
  const words = kept.filter(([field, { text }]) => !isChoice(field) && text !== field.value);
  if (!words.length) return false;
  const now = contentOf(form);
  restoring = true;
  for (const [field, { text }] of kept) {
    put(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  restoring = false;
  const moved = words.find(([field, { base }]) => field.defaultValue !== base);
  if (moved && now.version !== undefined) {
    form.elements.namedItem("version").value = moved[1].version;
    markChanged(form, now);
  }
  return true;
}
