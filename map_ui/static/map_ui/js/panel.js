// The side panel with its tabs; on a phone a sheet that rises from the bottom.
import { el, icon } from "./element.js";

const EDGE_PX = 60;

const isPhone = () => window.matchMedia("(max-width: 799px)").matches;

export function createPanel(app) {
  const panel = document.getElementById("panel");
  const tabs = [...panel.querySelectorAll("[role=tab]")];
  const info = document.getElementById("tab-info");

  function select(name) {
    for (const tab of tabs) {
      const chosen = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
  }

  function open(name) {
    panel.classList.add("is-open");
    document.getElementById("open-panel").setAttribute("aria-expanded", "true");
    if (name) select(name);
    setTimeout(() => app.map.invalidateSize({ pan: false }), 220);
  }

  function close() {
    panel.classList.remove("is-open");
    document.getElementById("open-panel").setAttribute("aria-expanded", "false");
    setTimeout(() => app.map.invalidateSize({ pan: false }), 220);
  }

  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => open(tab.dataset.tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(at + step + tabs.length) % tabs.length];
      select(next.dataset.tab);
      next.focus();
    });
  });
  document.getElementById("close-panel").addEventListener("click", close);
  document.getElementById("open-panel").addEventListener("click", () => (panel.classList.contains("is-open") ? close() : open("layers")));
  // open in the markup, so that the map has its final width from the start; a phone begins with the whole map
  if (isPhone()) close();
  document.getElementById("open-panel").setAttribute("aria-expanded", String(panel.classList.contains("is-open")));
  delete panel.dataset.first;

  return {
    show(title, content) {
      const shut = el("button", { type: "button", class: "icon-button", "aria-label": "ปิดข้อมูลนี้", onclick: () => clear() }, icon("close"));
      info.replaceChildren(el("div", { class: "info-head" }, el("h2", {}, title), shut), content);
      open("info");
      info.scrollTop = 0;
    },
    close,
    open,
    /** Room to leave around a place that is shown together with the panel, which covers the foot of a phone's map. */
    padding() {
      const covered = isPhone() ? panel.offsetHeight : 0;
      return { paddingTopLeft: [EDGE_PX, EDGE_PX], paddingBottomRight: [EDGE_PX, covered + EDGE_PX] };
    },
    /** Moves a phone's map until a place on it is above the panel. */
    uncover(latlng) {
      if (isPhone()) app.map.panInside(latlng, this.padding());
    },
  };

  function clear() {
    info.replaceChildren(el("p", { class: "empty" }, "แตะที่ใดก็ได้บนแผนที่เพื่อดูทุกอย่าง ณ ที่นั้น"));
    app.highlight(null);
    app.bus.dispatchEvent(new CustomEvent("place", { detail: { uid: null } }));
    if (isPhone()) close();
    else select("layers");
  }
}
