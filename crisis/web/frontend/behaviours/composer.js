// Fields that grow with their text; Enter records, Shift-Enter breaks the line.
export function startComposer() {
  document.addEventListener("input", ({ target }) => target.matches?.("[data-grows]") && grow(target));
  document.addEventListener("reset", ({ target }) => target.matches("[data-composer]") && setTimeout(() => grow(target.querySelector("textarea"))));
  document.addEventListener("keydown", (event) => {
    const composer = event.target.closest?.("[data-composer]");
    if (!composer || event.target.tagName !== "TEXTAREA" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (event.target.value.trim()) composer.requestSubmit();
  });
  document.querySelectorAll("[data-grows]").forEach(grow);
}

function grow(area) {
  area.style.height = "";
  if (area.value) area.style.height = `${Math.min(area.scrollHeight + 2, 240)}px`;
}
