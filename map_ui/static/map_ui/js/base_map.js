// Our own layers below a small Leaflet map: those shown at first and the ones asked for by name.
import { getJson } from "./api.js";
import { createGlLayers, webglWorks } from "./gl_layers.js";
import { load } from "./libraries.js";

const EVERYTHING = 1;

/** Adds the layers and resolves with `home` of /layers.json. Without WebGL the map stays bare, which still can be drawn on. */
export async function addBaseMap(map, alsoShown = []) {
  const config = await getJson("/layers.json");
  if (!webglWorks()) return config.home;
  await load("bridge");
  const infos = config.modules.flatMap((module) => module.systems.flatMap((system) => system.layers));
  const ordered = infos.sort((a, b) => a.order - b.order);
  const layers = createGlLayers(map, ordered, () => undefined);
  for (const info of ordered.filter((each) => each.visible || alsoShown.includes(each.id))) {
    layers.show({ info, visible: true, opacity: EVERYTHING, filter: null });
  }
  return config.home;
}
