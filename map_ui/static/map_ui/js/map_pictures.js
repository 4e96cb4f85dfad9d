// The small pictures that map styles name: marks of points, which take any colour, and lines across areas. Pure.

const SIDE = 36;
const RADIUS = 12; // as the styles reckon sizes: from the middle of a mark to its corner
const REACH = 8; // how far from the edge a mark that takes any colour still tells its distance
const EDGE = 0.25;
const TILE = 12;
const PIXEL_RATIO = 2;
const LINE = 1.5;

/** {image, options} of a named picture as the map library takes them; null when the name is none of ours. */
export function pictureOf(name) {
  if (name === "mark:triangle") return { image: triangle(), options: { sdf: true } };
  const [, colour] = /^hatch:#([0-9a-f]{6})$/i.exec(name) || [];
  return colour ? { image: hatch(colour), options: { pixelRatio: PIXEL_RATIO } } : null;
}

/** Pixels of a side x side picture: `at(x, y)` gives [red, green, blue, opacity 0..1] for the middle of each. */
function pixels(side, at) {
  const data = new Uint8Array(side * side * 4);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [red, green, blue, opacity] = at(x + 0.5, y + 0.5);
      data.set([red, green, blue, Math.round(255 * Math.min(1, Math.max(0, opacity)))], (y * side + x) * 4);
    }
  }
  return { width: side, height: side, data };
}

/** A field of distances to the edge of an upright triangle: half a circle's radius lies between its middle and a side. */
function triangle() {
  const middle = SIDE / 2;
  return pixels(SIDE, (x, y) => {
    const [right, up] = [Math.abs(x - middle), middle - y];
    const outside = Math.max(-up, (Math.sqrt(3) / 2) * right + up / 2) - RADIUS / 2;
    return [255, 255, 255, 1 - EDGE - outside / REACH];
  });
}

/** Thin lines from the lower left to the upper right that go on from one tile to the next. */
function hatch(colour) {
  const [red, green, blue] = [0, 2, 4].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return pixels(TILE, (x, y) => {
    const off = Math.abs(((x + y) % TILE) - TILE / 2) / Math.SQRT2;
    return [red, green, blue, LINE / 2 + 0.5 - off];
  });
}
