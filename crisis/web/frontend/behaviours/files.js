// Files on their way with an entry: a pasted picture joins those that were chosen; what was sent leaves the field at once.
export function startFiles() {
  document.addEventListener("paste", (event) => {
    const field = event.target.closest?.("form")?.querySelector("[type=file][multiple]");
    if (!field || !event.clipboardData?.files.length) return;
    event.preventDefault();
    field.files = together([...field.files, ...event.clipboardData.files]);
  });
}

/** Empties a form's field of files; the answer puts them back where nothing else was chosen meanwhile. */
export function takeFiles(form) {
  const field = form.querySelector("[type=file]");
  if (!field?.files.length) return () => {};
  const taken = together([...field.files]);
  field.value = "";
  return () => { if (!field.files.length) field.files = taken; };
}

/** Without the nameless file that an empty field sends. */
export function chosenOnly(data) {
  for (const [name, value] of [...data]) if (value instanceof File && !value.name && !value.size) data.delete(name);
  return data;
}

/** How many bytes of files there are among these fields. */
export const weight = (data) => [...data.values()].reduce((sum, value) => sum + (value instanceof File ? value.size : 0), 0);

function together(files) {
  const list = new DataTransfer();
  for (const file of files) list.items.add(file);
  return list.files;
}
