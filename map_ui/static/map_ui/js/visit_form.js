// The form of a visit: position from the telephone, and a different checklist reloads the questions.

export function mount(form) {
  const button = form.querySelector("[data-locate]");
  const text = form.querySelector("[data-locate-text]");
  if (navigator.geolocation) {
    button.hidden = false;
    button.addEventListener("click", () => locate(form, text));
  }
  const template = form.querySelector("select[name=template]");
  if (template) {
    template.addEventListener("change", () => {
      window.location.search = `?template=${encodeURIComponent(template.value)}`;
    });
  }
}

function locate(form, text) {
  text.textContent = "กำลังหาตำแหน่ง…";
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lon.value = coords.longitude.toFixed(7);
      form.elements.lat.value = coords.latitude.toFixed(7);
      form.elements.accuracy.value = coords.accuracy.toFixed(1);
      text.textContent = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)} (± ${Math.round(coords.accuracy)} ม.)`;
    },
    () => {
      text.textContent = "หาตำแหน่งไม่ได้ เปิดการระบุตำแหน่งของเครื่องแล้วลองใหม่ หรือบันทึกโดยไม่มีตำแหน่ง";
    },
    { enableHighAccuracy: true, timeout: 20000 },
  );
}
