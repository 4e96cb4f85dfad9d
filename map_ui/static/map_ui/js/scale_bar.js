// The scale bar of the map with its lengths in Thai; Leaflet has no option for the words of its units.
export function thaiScale(options) {
  const Bar = L.Control.Scale.extend({
    _updateMetric(maxMeters) {
      const metres = this._getRoundNum(maxMeters);
      const text = metres < 1000 ? `${metres} ม.` : `${(metres / 1000).toLocaleString("th-TH")} กม.`;
      this._updateScale(this._mScale, text, metres / maxMeters);
    },
  });
  return new Bar(options);
}
