// Files on their way with an entry: a pasted picture joins those that were chosen; what was sent leaves the field at once.
export function startFiles() {
  document.addEventListener("paste", (event) => {
    const field = event.target.closest?.("form")?.querySelector("[type=file][multiple]");
    if (!field || !event.clipboardData?.files.length) return;
    event.preventDefault();
    put(field, [...field.files, ...event.clipboardData.files]);
  });
  document.addEventListener("change", ({ target }) => target.matches?.("[type=file]") && mark(target));
  document.addEventListener("reset", ({ target }) => setTimeout(() => target.querySelectorAll("[type=file]").forEach(mark)));
}

/** Empties a form's field of files; the answer puts them back where nothing else was chosen meanwhile. */
export function takeFiles(form) {
  const field = form.querySelector("[type=file]");
  if (!field?.files.length) return () => {};
  const taken = [...field.files];
  put(field, []);
  return () => field.files.length || put(field, taken);
}

/** Without the nameless file that an empty field sends. */
export function chosenOnly(data) {
  for (const [name, value] of [...data]) if (value instanceof File && !value.name && !value.size) data.delete(name);
  return data;
}

/** How many bytes of files there are among these fields. */
export const weight = (data) => [...data.values()].reduce((sum, value) => sum + (value instanceof File ? value.size : 0), 0);

function put(field, files) {
  const list = new DataTransfer();
  for (const file of files) list.items.add(file);
  field.files = list.files;
  mark(field);
}

// What was chosen stays in sight, also where the field is folded away.
const mark = (field) => field.toggleAttribute("data-chosen", field.files.length > 0);
