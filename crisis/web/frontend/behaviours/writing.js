// What somebody has written into a form and the server does not know yet, and how it is told in words.
import { say } from "./page.js";

const OURS = "textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button], [data-typed])";
const CHOICES = "select, [type=checkbox], [type=radio]";

export const fieldsIn = (form) => [...form.elements].filter((field) => field.name && field.matches(OURS));

export const isChoice = (field) => field.matches(CHOICES);

const isBox = (field) => field.matches("[type=checkbox], [type=radio]");

/** Its name; one of several boxes of a name is told from the others by its value. */
export const nameOf = (field) => (isBox(field) ? `${field.name}=${field.value}` : field.name);

/** What stands in a field: whether it is ticked, or its words. */
export const valueOf = (field) => (isBox(field) ? field.checked : field.value);

export function put(field, value) {
  if (isBox(field)) field.checked = Boolean(value);
  else field.value = value;
}

/** As if the server had drawn it so: what is there is not somebody's writing. */
export function startFrom(field, value) {
  if (field.tagName === "SELECT") for (const one of field.options) one.defaultSelected = one.value === String(value);
  else field.defaultValue = value;
  field.value = value;
}

export function isWritten(field) {
  if (field.tagName === "SELECT") return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  return valueOf(field) !== (isBox(field) ? field.defaultChecked : field.defaultValue);
}

/** Somebody's words stand in it that no request has taken along yet. */
export const written = (form) => !form.dataset.underWay && fieldsIn(form).some(isWritten);

/** It would put other words in the place of words that are there, not only add some. */
export const rewrites = (form) => fieldsIn(form).some((field) => isWritten(field) && (isChoice(field) || field.defaultValue !== ""));

export const versionOf = (form) => form?.elements.namedItem("version")?.value;

/** What a form as the server drew it says: {version, values: Map, told}. */
export function contentOf(form) {
  const values = new Map(fieldsIn(form).map((field) => [nameOf(field), valueOf(field)]));
  return { version: versionOf(form), values, told: tell(form, values) };
}

export function fill(form, values) {
  for (const field of fieldsIn(form)) if (values.has(nameOf(field))) put(field, values.get(nameOf(field)));
}

/** What a form sends, as `contentOf` has it; `sent` is FormData. */
export function valuesIn(form, sent) {
  return new Map(fieldsIn(form).map((field) => [nameOf(field), isBox(field) ? sent.getAll(field.name).includes(field.value) : sent.get(field.name)]));
}

/** The values of a form's fields in words, a line for each; one field alone needs no name. */
export function tell(form, values) {
  const lines = fieldsIn(form).filter((field) => values.has(nameOf(field))).map((field) => [labelOf(form, field), shown(field, values.get(nameOf(field)))]).filter(([, words]) => words);
  return lines.length === 1 ? lines[0][1] : lines.map(([label, words]) => say("told", { label, words })).join("\n");
}

function shown(field, value) {
  if (field.tagName === "SELECT") return [...field.options].find((one) => one.value === String(value ?? ""))?.text ?? "";
  return isBox(field) ? (value ? say("yes") : "") : String(value ?? "").trim();
}

function labelOf(form, field) {
  const label = form.querySelector(`label[for="${CSS.escape(field.id)}"]`) ?? field.closest("label");
  return label?.textContent.trim() || field.getAttribute("aria-label") || field.name;
}

/** The card that a form or a link belongs to: the row or article around it, or the one its dialog was opened from. */
export function cardOf(node) {
  const place = node.closest("[data-row], [data-card], [data-editing]");
  return document.getElementById(place?.dataset.editing || place?.id) ?? place;
}

/** What a card says to its reader, without its forms and marks. */
export function cardWords(card) {
  const copy = card?.cloneNode(true);
  for (const node of copy?.querySelectorAll("form, details, .item-more, [data-editors], [hidden], .avatar, svg") ?? []) node.remove();
  return [...(copy?.children ?? [])].map((part) => part.textContent.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
}
