// Status shapes from the page's own sprite, for what scripts draw.
const NAMES = { overdue: "s-triangle", done: "s-tick", soon: "s-diamond" };
const SVG = "http://www.w3.org/2000/svg";

function icon(name, size) {
  const sprite = document.querySelector("svg use").getAttribute("href").split("#")[0];
  const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export function statusShape(kind, size = 14) {
  const svg = icon(NAMES[kind], size);
  svg.classList.add("shape", `is-${kind}`);
  return svg;
}
