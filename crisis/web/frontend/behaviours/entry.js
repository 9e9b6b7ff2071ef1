// An entry of the timeline opens in a dialog with its comments and acts; without scripts it is a page of its own.
import { otherPage } from "./other-page.js";

export function startEntries() {
  const dialog = document.getElementById("entry-dialog");
  if (!dialog) return;
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-entry]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const entry = (await otherPage(link.href))?.getElementById("entry");
    if (!entry) return void location.assign(link.href);
    dialog.querySelector("[data-entry-holder]").replaceChildren(entry);
    if (!dialog.open) dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
  });
}
