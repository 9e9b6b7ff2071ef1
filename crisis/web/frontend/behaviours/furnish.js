// Open rows of the checklist come bare: what they all have alike stands once on the page and is put into each here.
export function startFurnishing() {
  furnish(document.body);
}

/** Give the rows in `root`, and `root` itself, their tick, folded acts and marks of lateness, unless they have them. */
export function furnish(root) {
  const rows = root.matches(".item") ? [root] : root.querySelectorAll(".item");
  for (const row of rows) {
    tick(row);
    mark(row);
    if (!row.matches(".is-done, .is-skipped")) act(row);
  }
  return root;
}

function tick(row) {
  const box = row.querySelector(".checkbox:empty"), shape = document.getElementById("item-tick");
  if (shape) box?.append(shape.content.cloneNode(true));
}

function mark(row) {
  const due = row.querySelector("[data-due]"), marks = document.getElementById("item-marks");
  if (!due || !marks) return;
  due.prepend(...[...marks.content.children].map((one) => due.querySelector(`[data-when="${one.dataset.when}"]`) ?? one.cloneNode(true)));
}

function act(row) {
  const acts = document.getElementById("item-acts"), more = row.querySelector(".item-more"), id = row.id.replace("item-", "");
  if (!acts || !more || more.querySelector("form")) return;
  more.insertAdjacentHTML("beforeend", acts.innerHTML.replaceAll("ITEM", id));
  const version = row.querySelector(".item-check [name=version]").value, assign = more.querySelector("[data-fill]");
  for (const field of more.querySelectorAll("[name=version]")) field.setAttribute("value", version);
  const filled = { ...JSON.parse(assign.dataset.fill), version, person_id: row.dataset.person ?? "", title: row.querySelector(".item-title").textContent };
  assign.dataset.fill = JSON.stringify(filled);
  if (!row.matches(".is-open")) more.querySelector('form[action$="/start"]').remove();
}
