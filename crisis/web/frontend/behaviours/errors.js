// A refusal beside the field it speaks of; without a field, as a notice that stays.
import { say } from "./page.js";
import { uncover } from "./rows.js";
import { statusShape } from "./shapes.js";
import { toast } from "./toast.js";

export function clearErrors(form) {
  for (const node of form.querySelectorAll("[data-error]")) node.remove();
  for (const node of form.querySelectorAll("[aria-invalid]")) node.removeAttribute("aria-invalid");
}

export function showError(form, problem) {
  const reason = [problem.title, problem.detail].filter(Boolean).join(" ");
  const evidence = form.dataset.optimistic === "check" && problem.status < 500 ? "evidence" : "";
  const field = fieldFor(form, problem.field || evidence);
  if (field) return beside(field, reason);
  const acts = form.closest("dialog") && form.querySelector(".dialog-acts");
  if (acts) return acts.before(sentence(reason));
  toast(say("refused", { reason }), { kind: "error" });
}

// A tick without its evidence: the row unfolds and asks for it.
function fieldFor(form, name) {
  if (!name) return null;
  const own = form.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
  if (own) return own;
  const more = form.closest("[data-row]")?.querySelector(".item-more");
  const found = more?.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
  if (found) uncover(found);
  return found;
}

function beside(field, reason) {
  const line = sentence(reason);
  line.id = `error-${field.name}-${Math.random().toString(36).slice(2, 8)}`;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", line.id);
  field.after(line);
  field.focus();
}

function sentence(reason) {
  const line = document.createElement("p");
  line.className = "error";
  line.dataset.error = "";
  line.setAttribute("role", "alert");
  line.append(statusShape("overdue"), reason);
  return line;
}
