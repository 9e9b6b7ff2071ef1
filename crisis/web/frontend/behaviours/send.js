// Sends one form's fields to its address and says how it went: done, refused by the house, or not known.
import { chosenOnly, weight } from "./files.js";
import { page } from "./page.js";
import { learn } from "./times.js";

const PATIENCE = 15_000, SLOWEST = 20; // milliseconds; bytes in one of them, for a file over a poor line

/** What a form would send, as plain pairs, with our token and a mark of its own. */
export function fieldsOf(form, submitter) {
  const data = chosenOnly(new FormData(form, submitter?.form === form && submitter.name ? submitter : undefined));
  data.set("csrf", page.csrf);
  data.set("op_id", crypto.randomUUID());
  return data;
}

/** {kind: "done", body} · {kind: "refused", problem} · {kind: "unknown"}; never throws. */
export async function send(action, data) {
  const files = [...data.values()].some((value) => value instanceof File);
  try {
    const answer = await fetch(action, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRF": page.csrf, "Idempotency-Key": data.get("op_id") },
      body: files ? data : new URLSearchParams(data),
      redirect: "follow",
      signal: AbortSignal.timeout(PATIENCE + weight(data) / SLOWEST),
    });
    learn(Date.parse(answer.headers.get("Date")) + 500);
    const json = /json/.test(answer.headers.get("Content-Type") || "");
    const body = json ? await answer.json() : {};
    if (answer.ok) return { kind: "done", body: json ? body : { go: answer.url } };
    if (answer.status === 503 || (answer.status >= 500 && !body.title)) return { kind: "unknown", problem: body };
    return { kind: "refused", problem: { status: answer.status, ...body } };
  } catch {
    return { kind: "unknown" };
  }
}
