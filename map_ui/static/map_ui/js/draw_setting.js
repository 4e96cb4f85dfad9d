// What an editor must know of the office: the plane it measures in, the systems of coordinates, the registers to be drawn.
import { getJson } from "./api.js";
import { plane } from "./draw_plane.js";
import { zoneOf } from "./utm.js";

const URL = "/draw/registers";
const PLAIN = [{ srid: 4326, name: "WGS 84" }];

/** {registers, plane, systems, who, of(slug)}; of an unknown or unwilling server what the place alone tells. */
export async function readSetting(lon) {
  const answer = await getJson(URL).catch(() => null);
  const registers = answer?.registers || [];
  return {
    registers,
    plane: plane(answer?.zone || zoneOf(lon)),
    systems: answer?.systems || PLAIN,
    who: answer?.who || "",
    of: (slug) => registers.find((each) => each.slug === slug) || null,
  };
}

/** Resolves with [lon, lat] of a typed coordinate. */
export async function placeTyped(slug, text, srid) {
  const { lon, lat } = await getJson(`/draw/${slug}/typed?srid=${srid}&text=${encodeURIComponent(text)}`);
  return [lon, lat];
}

/** Asks for the true shapes of a box; `also()` gives the layers to snap to besides. */
export const asksNear = (slug, also = () => []) => (bbox) =>
  getJson(`/draw/${slug}/near?bbox=${bbox}&also=${also().map(encodeURIComponent).join(",")}`);
