// A cross in the middle of the map for those who draw without a mouse: arrow keys move the map below it by small steps.

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const STEP_PIXELS = 24;
const FINE_PIXELS = 3;

/** Shows on the first arrow key (or `show()`), goes when the mouse moves. `onMove(latlng)` follows it. */
export function crosshair(map, onMove) {
  const container = map.getContainer();
  const mark = document.createElement("div");
  mark.className = "crosshair";
  mark.hidden = true;
  container.append(mark);

  function show() {
    mark.hidden = false;
    onMove(map.getCenter());
  }

  function onKey(event) {
    const step = STEPS[event.key];
    if (!step || event.target !== container || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const pixels = event.shiftKey ? FINE_PIXELS : STEP_PIXELS;
    map.panBy([step[0] * pixels, step[1] * pixels], { animate: false });
    show();
  }

  const follow = () => !mark.hidden && onMove(map.getCenter());
  const hide = (event) => {
    if (event.pointerType === "mouse") mark.hidden = true;
  };
  container.addEventListener("keydown", onKey, true);
  container.addEventListener("pointermove", hide);
  map.on("move", follow);

  return {
    show,
    get isShown() {
      return !mark.hidden;
    },
    stop() {
      container.removeEventListener("keydown", onKey, true);
      container.removeEventListener("pointermove", hide);
      map.off("move", follow);
      mark.remove();
    },
  };
}
