// An entry of the timeline opens in a dialog with its comments and acts; without scripts it is a page of its own.
export function startEntries() {
  const dialog = document.getElementById("entry-dialog");
  if (!dialog) return;
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-entry]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const entry = await read(link.href);
    if (!entry) return void location.assign(link.href);
    dialog.querySelector("[data-entry-holder]").replaceChildren(entry);
    if (!dialog.open) dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
  });
}

async function read(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("entry");
  } catch {
    return null;
  }
}
