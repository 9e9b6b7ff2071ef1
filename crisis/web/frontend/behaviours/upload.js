// A file on its way: progress in per cent, then the words that it is being worked through; the answer is a page.
import { page, say } from "./page.js";
import { toast } from "./toast.js";

export function startUpload() {
  document.querySelector("[data-upload]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    send(event.target);
  });
}

function send(form) {
  const bar = form.querySelector("progress"), words = form.querySelector("[data-progress]"), button = form.querySelector("button");
  const request = new XMLHttpRequest(), data = new FormData(form);
  data.set("op_id", crypto.randomUUID());
  bar.hidden = false;
  button.disabled = true;
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.max = total;
    bar.value = loaded;
    words.textContent = loaded < total ? say("progress", { percent: Math.floor(loaded / total * 100) }) : say("processing");
  });
  request.addEventListener("load", () => {
    if (request.status === 413) return fail(say("too_large"));
    const body = /json/.test(request.getResponseHeader("Content-Type") || "") ? JSON.parse(request.responseText) : {};
    if (request.status >= 400) return fail([body.title, body.detail].filter(Boolean).join(" ") || say("unknown"));
    location.assign(body.go ?? request.responseURL ?? location.href);
  });
  request.addEventListener("error", () => fail(say("unknown")));
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRF", page.csrf);
  request.send(data);

  function fail(reason) {
    bar.hidden = true;
    button.disabled = false;
    words.textContent = "";
    toast(say("refused", { reason }), { kind: "error" });
  }
}
