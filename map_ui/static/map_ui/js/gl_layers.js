// Thematic layers: vector tiles drawn by MapLibre inside Leaflet. Sources and style layers come and go with visibility.
import { pictureOf } from "./map_pictures.js";
import { beforeId, combinedFilter, opacityPaint } from "./style_math.js";

const MAX_TILE_ZOOM = 18;
const THAI = { "Map.Title": "ชั้นข้อมูลบนแผนที่" };

export function webglWorks() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
}

function source({ info, year }) {
  const path = year ? `${info.id}/${year}` : info.id;
  return {
    type: "vector",
    tiles: [`${window.location.origin}/tiles/${path}/{z}/{x}/{y}`],
    minzoom: info.minzoom,
    maxzoom: Math.min(info.maxzoom, MAX_TILE_ZOOM),
  };
}

export function createGlLayers(map, ordered, onError) {
  const glLayer = L.maplibreGL({ style: { version: 8, sources: {}, layers: [] }, pane: "tilePane", attributionControl: false, locale: THAI });
  glLayer.addTo(map);
  const gl = glLayer.getMaplibreMap();
  const ready = new Promise((done) => (gl.loaded() ? done() : gl.once("load", done)));
  const styles = new Map(ordered.map((info) => [info.id, info.style]));
  gl.on("styleimagemissing", ({ id }) => {
    const picture = pictureOf(id);
    if (picture && !gl.hasImage(id)) gl.addImage(id, picture.image, picture.options);
  });
  gl.on("error", (event) => onError(event.error));

  function current(slug) {
    return styles.get(slug);
  }

  function remove(slug) {
    for (const layer of current(slug)) if (gl.getLayer(layer.id)) gl.removeLayer(layer.id);
  }

  function add(state) {
    const slug = state.info.id;
    if (!gl.getSource(slug)) gl.addSource(slug, source(state));
    const above = beforeId(ordered.map((info) => ({ id: info.id, style: current(info.id) })), slug, (id) => Boolean(gl.getLayer(id)));
    for (const layer of current(slug)) {
      const filter = combinedFilter(layer.filter, state.filter);
      gl.addLayer(filter ? { ...layer, filter } : layer, above);
    }
    fade(state);
  }

  function fade(state) {
    for (const layer of current(state.info.id)) {
      if (!gl.getLayer(layer.id)) continue;
      for (const [name, value] of opacityPaint(layer, state.opacity)) gl.setPaintProperty(layer.id, name, value);
    }
  }

  return {
    gl,
    /** Draws a layer of another year. */
    async anew(state) {
      await ready;
      remove(state.info.id);
      if (gl.getSource(state.info.id)) gl.removeSource(state.info.id);
      if (state.visible) add(state);
    },
    async show(state) {
      await ready;
      remove(state.info.id);
      if (state.visible) add(state);
    },
    async fade(state) {
      await ready;
      if (state.visible) fade(state);
    },
    async restyle(state, style) {
      await ready;
      remove(state.info.id);
      styles.set(state.info.id, style);
      if (state.visible) add(state);
    },
  };
}
