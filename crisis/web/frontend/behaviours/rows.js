// Rows: unfolding the acts of a checklist row in place, and the cursor that j and k move.
export function startRows() {
  document.addEventListener("click", (event) => {
    const title = event.target.closest("[data-more]");
    if (!title || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    unfold(title);
  });
}

function unfold(title) {
  const more = document.getElementById(title.dataset.more);
  fold(more, !more.hidden);
  select(title.closest("[data-row]"));
}

function fold(more, folded) {
  more.hidden = folded;
  document.querySelector(`[data-more="${CSS.escape(more.id)}"]`)?.setAttribute("aria-expanded", String(!folded));
}

/** Open whatever folds over this field. */
export function uncover(field) {
  const more = field.closest(".item-more");
  if (more) fold(more, false);
  for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}

const shown = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length);

export const selected = () => document.querySelector("[data-row].is-selected");

export function move(by) {
  const rows = shown(), at = rows.indexOf(selected());
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  if (next) { select(next); next.querySelector("a")?.focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" }); }
}

function select(row) {
  selected()?.classList.remove("is-selected");
  row?.classList.add("is-selected");
}
