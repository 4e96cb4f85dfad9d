// The map of a form goes to the place of what the form names: the part of a parcel is drawn where its use lies.
import { getJson } from "./api.js";

const UID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `go({bbox, geometry})` moves the map; `mayGo()` says whether it still may: what is drawn stays in view. */
export function followReferences(form, { go, mayGo }) {
  let asked = 0;

  async function follow(uid) {
    if (!UID.test(uid) || !mayGo()) return;
    const number = (asked += 1);
    // what has no place, or none the reader may see, moves nothing
    const answer = await getJson(`/map/place/${uid}`).catch(() => null);
    if (answer?.bbox && number === asked && mayGo()) go(answer);
  }

  form?.addEventListener("change", ({ target }) => target.type === "hidden" && follow(target.value));
  // chosen while the map was still loading, or named before the form was opened
  const named = [...(form?.querySelectorAll(".picker > input[type=hidden]") ?? [])].find((hidden) => UID.test(hidden.value));
  follow(named?.value ?? form?.querySelector("[data-mount=picker][data-uid]:not([data-uid=''])")?.dataset.uid ?? "");
}
