// The pieces of a division (or the one of a merger) on the map before it is saved: numbered, each in its own colour.

export const COLORS = ["#2f6f9f", "#c2410c", "#4d7c0f", "#7c2d92", "#b45309", "#0f766e", "#be185d", "#475569"];
export const colorOf = (number) => COLORS[(number - 1) % COLORS.length];

/** `show([{number, geometry}])`, `mark(number)`, `clear()`. */
export function createPieces(app) {
  const group = L.featureGroup().addTo(app.map);
  const byNumber = new Map();

  const style = (number) => ({ color: colorOf(number), weight: 3, fillColor: colorOf(number), fillOpacity: 0.28, interactive: false });

  function label(piece, number) {
    const text = document.createElement("b");
    text.textContent = String(number);
    text.style.background = colorOf(number);
    const icon = L.divIcon({ className: "piece-number", html: text, iconSize: [24, 24] });
    return L.marker(piece.getBounds().getCenter(), { icon, interactive: false, keyboard: false });
  }

  return {
    show(pieces) {
      this.clear();
      for (const { number, geometry } of pieces) {
        const piece = L.geoJSON(geometry, { style: style(number), interactive: false });
        byNumber.set(number, piece);
        group.addLayer(piece);
        group.addLayer(label(piece, number));
      }
    },
    mark(number) {
      for (const [each, piece] of byNumber) piece.setStyle({ ...style(each), fillOpacity: each === number ? 0.6 : 0.28 });
    },
    fit() {
      const bounds = group.getBounds();
      if (bounds.isValid()) app.map.fitBounds(bounds, { maxZoom: 20, animate: false, ...app.panel.padding() });
    },
    clear() {
      group.clearLayers();
      byNumber.clear();
    },
    stop: () => group.remove(),
  };
}
