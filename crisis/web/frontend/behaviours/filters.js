// Filters of the timeline without a new page; the address keeps the choice, and what the page lacks is fetched.
import { refill } from "./older.js";

export function startFilters() {
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-only][href]"), list = choice && document.getElementById(choice.closest("[data-filter]")?.dataset.filter);
    if (!list || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    list.dataset.only = choice.dataset.only;
    for (const other of choice.parentElement.children) other.toggleAttribute("aria-current", other === choice);
    choice.setAttribute("aria-current", "true");
    const address = new URL(location.href);
    address.searchParams.set("only", choice.dataset.only);
    history.replaceState(null, "", address);
    refill(list, address.searchParams);
  });
}
