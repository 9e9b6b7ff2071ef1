// One polite sentence for readers who listen.
export function announce(sentence) {
  const place = document.querySelector("[data-announce]");
  if (!place) return;
  place.textContent = "";
  setTimeout(() => { place.textContent = sentence; }, 50);
}
