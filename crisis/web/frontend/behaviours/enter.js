// Enter in a dialog's field does what its primary button does: the browser would press the first button, which leaves.
export function startEnter() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("dialog form input:not([type=file])")) return;
    const primary = event.target.form.querySelector(".button-primary");
    if (!primary) return;
    event.preventDefault();
    event.target.form.requestSubmit(primary);
  });
}
