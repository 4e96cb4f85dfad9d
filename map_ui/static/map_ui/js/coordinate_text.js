// A place as text in the systems the office reads. Pure.
import { dms } from "./thai_text.js";
import { toUtm } from "./utm.js";

const metres = (value) => value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const utm = (zone) => (place) => {
  const [easting, northing] = toUtm(place, zone);
  return `E ${metres(easting)}  N ${metres(northing)}`;
};

export const SYSTEMS = {
  degrees: { thai: "องศา (WGS 84)", text: ([lon, lat]) => `${lat.toFixed(6)}, ${lon.toFixed(6)}` },
  dms: { thai: "องศา ลิปดา พิลิปดา", text: ([lon, lat]) => `${dms(lat, ["N", "S"])} ${dms(lon, ["E", "W"])}` },
  utm47: { thai: "UTM 47N", text: utm(47) },
  utm48: { thai: "UTM 48N", text: utm(48) },
};

/** The text of [lon, lat] in a system; degrees for an unknown one. */
export const coordinateText = (place, system) => (SYSTEMS[system] || SYSTEMS.degrees).text(place);
