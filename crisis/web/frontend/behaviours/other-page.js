// Reads another page of the house in the background, for a part of it that this page lacks.

/** The page at this address as a document; null when it cannot be had, or is not this reader's. */
export async function otherPage(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}
