// The appearance changes at once; the choice is kept by the server for the next page.
import { page } from "./page.js";

export function startTheme() {
  document.querySelector("[data-theme-form]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target, theme = event.submitter.value;
    document.documentElement.dataset.theme = theme;
    for (const button of form.querySelectorAll("[name=theme]")) button.setAttribute("aria-pressed", String(button.value === theme));
    const fields = new URLSearchParams({ theme, csrf: page.csrf, op_id: crypto.randomUUID() });
    fetch(form.getAttribute("action"), { method: "POST", headers: { Accept: "application/json", "X-CSRF": page.csrf }, body: fields }).catch(() => {});
  });
}
