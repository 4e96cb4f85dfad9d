// My position with the circle of its accuracy; the map follows until it is dragged away.
import { lengthText } from "./thai_text.js";
import { toolButton } from "./strip.js";

const ERRORS = {
  1: "เบราว์เซอร์ไม่ได้รับอนุญาตให้รู้ตำแหน่ง เปิดสิทธิ์ตำแหน่งของเว็บนี้แล้วลองใหม่",
  2: "หาตำแหน่งไม่ได้ ตรวจว่าเปิด GPS หรืออยู่ในที่โล่ง",
  3: "หาตำแหน่งนานเกินไป ลองใหม่ในที่โล่ง",
};
const INSECURE = "อุปกรณ์ให้ตำแหน่งเฉพาะเมื่อเปิดเว็บผ่าน https";
const NONE = "อุปกรณ์นี้บอกตำแหน่งไม่ได้";
const COLOR = "#1d6fd8";
const ZOOM = 17;

export function mount(element, app) {
  const { map } = app;
  const shapes = L.layerGroup();
  const { button, press } = toolButton("position", "ตำแหน่งของฉัน", toggle);
  element.append(button);
  let watch = null;
  let follows = false;
  let last = null;

  function toggle() {
    if (watch === null) start();
    else if (!follows && last) follow();
    else stop();
  }

  function start() {
    if (!window.isSecureContext) return app.toast(INSECURE, "error");
    if (!navigator.geolocation) return app.toast(NONE, "error");
    follows = true;
    press(true);
    button.classList.add("is-waiting");
    shapes.addTo(map);
    const options = { enableHighAccuracy: true, maximumAge: 5000, timeout: 20000 };
    watch = navigator.geolocation.watchPosition(found, failed, options);
    return undefined;
  }

  function stop() {
    navigator.geolocation.clearWatch(watch);
    watch = null;
    last = null;
    follows = false;
    shapes.clearLayers().remove();
    press(false);
    button.classList.remove("is-waiting", "is-following");
    name("ตำแหน่งของฉัน");
  }

  function found({ coords }) {
    const isFirst = last === null;
    last = coords;
    button.classList.remove("is-waiting");
    draw();
    if (follows) follow(isFirst);
    name(`ตำแหน่งของฉัน คลาดเคลื่อนราว ${lengthText(Math.round(coords.accuracy))}`);
    if (isFirst) app.toast(`ตำแหน่งของท่าน คลาดเคลื่อนราว ${lengthText(Math.round(coords.accuracy))}`);
  }

  function draw() {
    const at = [last.latitude, last.longitude];
    shapes.clearLayers();
    L.circle(at, { radius: last.accuracy, color: COLOR, weight: 1, fillOpacity: 0.12, interactive: false }).addTo(shapes);
    L.circleMarker(at, { radius: 7, color: "#fff", weight: 3, fillColor: COLOR, fillOpacity: 1, interactive: false }).addTo(shapes);
  }

  function follow(isFirst = false) {
    follows = true;
    button.classList.add("is-following");
    const at = [last.latitude, last.longitude];
    if (isFirst) map.setView(at, Math.max(map.getZoom(), ZOOM));
    else map.panTo(at);
  }

  function failed(error) {
    app.toast(ERRORS[error.code] || NONE, "error");
    if (last === null || error.code === 1) stop();
  }

  function name(text) {
    button.title = text;
    button.setAttribute("aria-label", text);
  }

  map.on("dragstart", () => {
    follows = false;
    button.classList.remove("is-following");
  });
}
