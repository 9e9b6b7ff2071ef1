// Ten seconds in which a tick or a setting aside can be taken back from its notice.
import { say } from "./page.js";
import { toast } from "./toast.js";

export function offerUndo(form, action, title) {
  const row = form.closest("[data-row]")?.id, kind = /\/(check|skip)$/.exec(action)?.[1];
  if (row && kind) toast(say(kind === "skip" ? "skipped" : "checked", { title }), { act: { label: say("undo"), run: () => reopen(row) } });
}

// By the row's own form, which by then carries the version after the act.
function reopen(row) {
  document.querySelector(`#${CSS.escape(row)} form[action$="/reopen"]`)?.requestSubmit();
}
