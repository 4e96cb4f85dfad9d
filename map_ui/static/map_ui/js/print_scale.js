// Scale of a printed map: a CSS pixel is 1/96 inch on paper. Pure.

const EQUATOR_M = 2 * Math.PI * 6378137;
const TILE_PX = 256;
const METRES_PER_CSS_PX = 0.0254 / 96;

/** Metres of ground under one pixel of a web map. */
export const metresPerPixel = (lat, zoom) => (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / (TILE_PX * 2 ** zoom);

/** The denominator of the scale on paper. */
export const denominator = (lat, zoom) => metresPerPixel(lat, zoom) / METRES_PER_CSS_PX;

/** The (broken) zoom that prints a place at 1 : `wanted`. */
export const zoomFor = (lat, wanted) => Math.log2(denominator(lat, 0) / wanted);

/** "1:4,000"; three digits of it, for a scale that was not chosen. */
export const scaleText = (value) => `1:${Number(value.toPrecision(3)).toLocaleString("en-US")}`;
