// The password once more, where the house asks for it before a grave act; the act then goes on as it was meant.
import { clearErrors, showError } from "./errors.js";

const NEEDED = "urn:crisis:permission.needs_step_up", WRONG = "urn:crisis:permission.wrong_password";

export const lacksPassword = (problem) => problem.type === NEEDED || problem.type === WRONG;

/** What the person typed, or "" when they left it; a wrong one is said beside the field. */
export function askPassword(problem) {
  const dialog = document.getElementById("step-up"), form = dialog.querySelector("form");
  form.reset();
  clearErrors(form);
  dialog.returnValue = "";
  dialog.showModal();
  if (problem.type === WRONG) showError(form, problem);
  return new Promise((answer) => dialog.addEventListener("close", () => {
    const password = dialog.returnValue ? form.elements.password.value : "";
    form.reset();
    answer(password);
  }, { once: true }));
}
