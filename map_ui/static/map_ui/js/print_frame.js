// The frame of the paper on the map: dragged by itself or by the handle in its middle, moved by the arrow keys.
import { groundOf, moved } from "./print_order.js";

const STYLE = { color: "#d81b60", weight: 2, dashArray: "6 4", fillColor: "#d81b60", fillOpacity: 0.08, className: "print-frame" };
const STEP_MM = 10;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export function createFrame(map, zone) {
  let centre = map.getCenter();
  let sheet = null;
  const shape = L.polygon([], STYLE);
  const handle = L.marker(centre, {
    draggable: true, keyboard: true, alt: "กรอบพิมพ์ ลากหรือใช้ปุ่มลูกศรเพื่อเลื่อน",
    icon: L.divIcon({ className: "print-handle", iconSize: [36, 36], html: "" }),
  });

  function draw() {
    shape.setLatLngs(groundOf(centre, sheet.paper, sheet.scale, zone));
    handle.setLatLng(centre);
  }

  function moveTo(latlng) {
    centre = { lat: latlng.lat, lng: latlng.lng };
    draw();
  }

  handle.on("drag", () => moveTo(handle.getLatLng()));
  shape.on("mousedown", (down) => {
    L.DomEvent.stop(down);
    map.dragging.disable();
    const off = { lat: centre.lat - down.latlng.lat, lng: centre.lng - down.latlng.lng };
    const drag = (event) => moveTo({ lat: event.latlng.lat + off.lat, lng: event.latlng.lng + off.lng });
    map.on("mousemove", drag);
    map.once("mouseup", () => {
      map.off("mousemove", drag);
      map.dragging.enable();
    });
  });
  // a drag that ends on the frame is no question about the place
  shape.on("click", (event) => L.DomEvent.stop(event));

  function keys(event) {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(moved(centre, way[0] * STEP_MM, way[1] * STEP_MM, sheet.scale, zone));
  }

  return {
    get centre() {
      return centre;
    },
    show(paper, scale) {
      const isNew = !sheet;
      sheet = { paper, scale };
      if (isNew) {
        shape.addTo(map);
        handle.addTo(map);
        handle.getElement().addEventListener("keydown", keys);
        handle.getElement().setAttribute("aria-label", handle.options.alt);
      }
      draw();
    },
    toMiddle() {
      moveTo(map.getCenter());
    },
    bounds: () => shape.getBounds(),
    remove() {
      shape.remove();
      handle.remove();
      sheet = null;
    },
  };
}
