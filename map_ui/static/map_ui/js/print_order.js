// What is asked of the server's printer: layers as the map shows them, and the ground under the paper. Pure.
import { colourPaint } from "./style_math.js";
import { fromUtm, toUtm } from "./utm.js";

/** One layer of the request from its state on the map. */
export function layerOrder(state) {
  const asked = { id: state.info.id, opacity: state.opacity };
  if (state.conditions?.length) asked.filter = state.conditions;
  if (state.theme === "custom") {
    const { caption = "", from, to } = state.custom.settings;
    Object.assign(asked, { classes: classesOf(state.custom), words: wordsOf(state.custom), caption });
    if (from || to) asked.zooms = [Number(from) || null, Number(to) || null];
  }
  else if (state.theme) asked.theme = state.theme;
  return asked;
}

/** The classes a reader made in the browser, read back from the map's colour expression; null when there are none. */
export function classesOf(theme) {
  const main = theme.style.find(colourPaint);
  const colour = main?.paint[colourPaint(main)];
  const column = theme.settings?.column;
  if (!column || colour === undefined) return null;
  if (typeof colour === "string") return { column, values: [], other: colour };
  return colour[0] === "match" ? valuesOf(column, colour) : rangesOf(column, colour);
}

/** What the legend on the screen calls each colour: paper says the same. */
const wordsOf = (theme) => (theme.legend || []).map(({ color, word }) => [color, word]);

function valuesOf(column, [, , ...rest]) {
  const other = rest.pop();
  const values = [];
  for (let i = 0; i < rest.length; i += 2) values.push([rest[i], rest[i + 1]]);
  return { column, values, other };
}

function rangesOf(column, [, , ranged, missing]) {
  if (typeof ranged === "string") return { column, breaks: [], colors: [ranged], missing };
  const [, , first, ...steps] = ranged;
  const breaks = steps.filter((_, i) => i % 2 === 0);
  return { column, breaks, colors: [first, ...steps.filter((_, i) => i % 2 === 1)], missing };
}

/** The ground under the map of a paper as [lat, lng] corners, upright in the grid of the zone. */
export function groundOf({ lat, lng }, paper, scale, zone) {
  const [x, y] = toUtm([lng, lat], zone);
  const [dx, dy] = [(paper.width_mm * scale) / 2000, (paper.height_mm * scale) / 2000];
  const corners = [[-dx, -dy], [dx, -dy], [dx, dy], [-dx, dy]];
  return corners.map(([right, up]) => fromUtm([x + right, y + up], zone)).map(([lon, north]) => [north, lon]);
}

/** A place moved over the ground by millimetres of paper. */
export function moved({ lat, lng }, rightMm, upMm, scale, zone) {
  const [x, y] = toUtm([lng, lat], zone);
  const [lon, north] = fromUtm([x + (rightMm * scale) / 1000, y + (upMm * scale) / 1000], zone);
  return { lat: north, lng: lon };
}

/** The largest standard scale at which a stretch of ground fits on the paper; the smallest when none does. */
export function fittingScale(scales, paper, widthM, heightM) {
  const fits = scales.filter((scale) => widthM <= (paper.width_mm * scale) / 1000 && heightM <= (paper.height_mm * scale) / 1000);
  return fits.length ? Math.min(...fits) : Math.max(...scales);
}

export const scaleText = (scale) => `1:${scale.toLocaleString("en-US")}`;
