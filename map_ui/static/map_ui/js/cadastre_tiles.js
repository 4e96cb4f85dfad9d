// Fresh tiles after a saving: the source is asked again at once, and once more for a server that looks for changes in turns.

const AGAIN_MS = 900;

function refresh(gl, slug) {
  const source = gl?.getSource(slug);
  source?.setTiles(source.tiles);
}

/** Asks for all tiles of the layers again. */
export function refreshTiles(app, slugs) {
  const both = () => slugs.forEach((slug) => refresh(app.gl(), slug));
  both();
  setTimeout(both, AGAIN_MS);
}
