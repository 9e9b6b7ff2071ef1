// Parts of the room on narrow screens: one part at a time, remembered in the address.
export function startTabs() {
  const tabs = document.querySelector("[data-tabs]"), columns = document.querySelector("[data-active]");
  if (!tabs || !columns) return;
  const show = (name) => {
    if (!columns.querySelector(`[data-panel="${CSS.escape(name)}"]`)) return;
    columns.dataset.active = name;
    for (const tab of tabs.querySelectorAll("[data-tab]")) tab.toggleAttribute("aria-current", tab.dataset.tab === name);
    tabs.querySelector(`[data-tab="${name}"]`).setAttribute("aria-current", "true");
  };
  tabs.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (!tab) return;
    event.preventDefault();
    history.replaceState(null, "", `#${tab.dataset.tab}`);
    show(tab.dataset.tab);
  });
  const named = location.hash.slice(1);
  const first = matchMedia("(width < 900px)").matches ? "timeline" : "checklist";
  show(named.startsWith("item-") ? "checklist" : columns.querySelector(`[data-panel="${CSS.escape(named)}"]`) ? named : first);
}
