// What the parts of the map's editor call each other by; apart, so that the parts need not import one another.

export const MODE = "cadastre";
/** Where the unsaved drawing of this user is kept in the browser. */
export const draftName = () => `map.${document.getElementById("map").dataset.mayDraw}`;
