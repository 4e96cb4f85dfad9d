// A table and the small map beside it: what is chosen on the one is chosen on the other.
const LAYERS = ["record-fill", "record-line", "record-point", "record-dots"];
const NOTHING = ["==", ["get", "row"], ""];
const INK = "#101a2b";

/** The rows of the page by the key that their shapes carry too. */
export function rowsOf(root, data) {
  const drawn = new Set(data.features.map((each) => each.properties.row).filter(Boolean));
  return new Map([...root.querySelectorAll("tr[data-row]")].filter((row) => drawn.has(row.dataset.row)).map((row) => [row.dataset.row, row]));
}

/** Tie the rows of the page to the shapes of a map that has loaded them. */
export function tie(map, data) {
  const rows = rowsOf(document, data);
  if (!rows.size) return;
  map.addLayer({ id: "chosen-line", type: "line", source: "record", filter: NOTHING, paint: { "line-color": INK, "line-width": 4 } });
  const ring = { "circle-radius": 10, "circle-opacity": 0, "circle-stroke-color": INK, "circle-stroke-width": 3 };
  map.addLayer({ id: "chosen-dot", type: "circle", source: "record-dots", filter: NOTHING, paint: ring });
  map.addLayer({ id: "chosen-point", type: "circle", source: "record", filter: NOTHING, paint: ring });
  const choose = (key) => {
    rows.forEach((row, each) => (each === key ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current")));
    const own = ["==", ["get", "row"], key];
    for (const layer of ["chosen-line", "chosen-dot"]) map.setFilter(layer, own);
    map.setFilter("chosen-point", ["all", own, ["==", ["geometry-type"], "Point"]]);
  };
  rows.forEach((row, key) => {
    for (const event of ["click", "focusin"]) row.addEventListener(event, () => choose(key));
  });
  map.on("click", ({ point }) => {
    const hit = map.queryRenderedFeatures(point, { layers: LAYERS }).find((each) => rows.has(each.properties.row));
    if (!hit) return;
    choose(hit.properties.row);
    rows.get(hit.properties.row).scrollIntoView({ block: "nearest" });
  });
}
