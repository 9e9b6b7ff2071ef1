// Opens dialogs in place of their page, fills them from the row they were opened from, checks typed confirmations.
// One that the page lacks is taken from the page that its link leads to, and let go when it closes.
import { connection } from "./connection.js";
import { otherPage } from "./other-page.js";
import { say } from "./page.js";
import { toast } from "./toast.js";
import { cardOf, startFrom } from "./writing.js";

export function startDialogs() {
  for (const node of document.querySelectorAll("[data-opens][hidden]")) node.hidden = false;
  for (const dialog of document.querySelectorAll("dialog[open]")) { dialog.close(); dialog.showModal(); }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener && !event.ctrlKey && !event.metaKey) { event.preventDefault(); openFrom(opener); }
    closeMenus(event.target);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(null));
  document.addEventListener("input", ({ target }) => target.matches?.("[data-typed]") && confirmTyped(target));
  document.querySelectorAll("[data-typed]").forEach(confirmTyped);
}

async function openFrom(opener) {
  const dialog = document.getElementById(opener.dataset.opens) ?? await bring(opener);
  if (!dialog) return connection() === "offline" ? toast(say("not_offline"), { kind: "error" }) : location.assign(opener.href);
  if (!dialog.open) open(dialog, opener);
}

async function bring(opener) {
  const dialog = (await otherPage(opener.href))?.getElementById(opener.dataset.opens);
  const present = document.getElementById(opener.dataset.opens);
  if (present || !dialog) return present;
  dialog.open = false;
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  return dialog;
}

function open(dialog, opener) {
  const { action, ...filled } = JSON.parse(opener.dataset.fill ?? "{}");
  dialog.querySelector("form")?.reset();
  dialog.querySelectorAll("[data-typed]").forEach(confirmTyped);
  if (action) dialog.querySelector("form").setAttribute("action", action);
  for (const [name, value] of Object.entries(filled)) {
    for (const field of dialog.querySelectorAll(`[name="${name}"]`)) startFrom(field, value);
    for (const place of dialog.querySelectorAll(`[data-filled="${name}"]`)) place.textContent = value;
  }
  opener.closest("details.menu")?.removeAttribute("open");
  dialog.dataset.editing = cardOf(opener)?.id ?? "";
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
}

// A grave act asks for a word; until it is typed the button says so by being off.
function confirmTyped(field) {
  const button = field.form.querySelector(".button-primary");
  const ready = field.value.trim() === field.dataset.typed;
  button.setAttribute("aria-disabled", String(!ready));
  field.setCustomValidity(ready ? "" : field.labels[0].textContent);
}

function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.menu[open], details.phone-more[open]")) if (!target || !menu.contains(target)) menu.open = false;
}
