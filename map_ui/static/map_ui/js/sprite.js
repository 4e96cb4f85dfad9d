// Icons of the site's sprite; base.html says where it lies.

const SVG = "http://www.w3.org/2000/svg";

/** A decorative icon by its name in icons.svg. */
export function sprite(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}
