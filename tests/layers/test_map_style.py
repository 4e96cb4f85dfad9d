"""Declaration → style layers, compared as a map would read them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest.mock import ANY

import pytest

from layers.declare import ByRange, ByValue, Circle, Edged, Fill, Hatch, Hatched, Layer, Line, Theme, Triangle
from layers.map_style import COUNT_STEPS, line_width, style_layers


def register(layer: Layer | None, level: str = "") -> Any:
    return SimpleNamespace(slug="a-b", layer=layer, level=level or (layer.level if layer else "staff"), by_name={})


def paint(layer: Layer, part: str = "fill", theme: str | None = None) -> dict[str, Any]:
    return next(p for p in style_layers(register(layer), theme) if p["id"] == f"a-b:{part}")["paint"]


@pytest.mark.parametrize(
    ("symbol", "parts"),
    [
        (Circle(), ["circle"]),
        (Triangle(), ["triangle"]),
        (Line(), ["line"]),
        (Fill(), ["fill", "outline"]),
        (Fill(opacity=0), ["outline"]),
        (Hatch(), ["fill", "outline"]),
    ],
)
def test_each_symbol_has_its_parts_with_stable_ids(symbol, parts):
    layers = style_layers(register(Layer(symbol, zooms=(11, 20))))
    assert [p["id"] for p in layers] == [f"a-b:{part}" for part in parts]
    for part in layers:
        assert (part["source"], part["source-layer"], part["minzoom"], part["maxzoom"]) == ("a-b", "a-b", 11, 21)
        assert part["type"] in ("fill", "line", "circle", "symbol")


def test_values_are_compared_as_text_and_others_have_their_own_colour():
    layer = Layer(Fill(), classes=ByValue("kind", {"1": "#111111", "true": "#222222"}, other="#999999"))
    assert paint(layer)["fill-color"] == [
        "match", ["to-string", ["get", "kind"]], "1", "#111111", "true", "#222222", "#999999",
    ]  # fmt: skip


def test_ranges_step_at_their_lower_limits_and_missing_values_are_told_apart():
    layer = Layer(Line(), classes=ByRange("iri", (2.5, 4.0), ("#1", "#2", "#3"), missing="#0"))
    assert paint(layer, "line")["line-color"] == [
        "case", ["has", "iri"], ["step", ["to-number", ["get", "iri"]], "#1", 2.5, "#2", 4.0, "#3"], "#0",
    ]  # fmt: skip


def test_a_theme_takes_its_own_classes_and_the_features_made_for_them():
    theme = Theme("size", "ขนาด", ByRange("area", (1.0,), ("#a", "#b")))
    layer = Layer(Fill(), classes=ByValue("use", {"x": "#c"}), themes=(theme,))
    own, other = (style_layers(register(layer), code)[0] for code in (None, "size"))
    assert own["filter"][2] == ["==", ["get", "by"], "use"]
    assert other["filter"][2] == ["==", ["get", "by"], "area"]
    with pytest.raises(KeyError):
        style_layers(register(layer), "unknown")


def test_a_triangle_takes_the_colour_of_its_class_and_is_never_left_out_for_its_neighbours():
    (mark,) = style_layers(register(Layer(Triangle(6), classes=ByValue("kind", {"1": "#111111"}))))
    assert mark["paint"]["icon-color"] == ["match", ["to-string", ["get", "kind"]], "1", "#111111", "#9aa0a6"]
    assert mark["layout"]["icon-allow-overlap"] and mark["layout"]["icon-image"] == "mark:triangle"
    assert mark["layout"]["icon-size"][-1] == ["/", ["case", ["has", "count"], ANY, 6], 12]


def test_what_stands_out_is_hatched_between_fill_and_outline_in_every_theme():
    public = Hatched("สาธารณะ", "#2f7d55", {"use": ("public",), "deed": ("nsl", "road")})
    theme = Theme("size", "ขนาด", ByRange("area", (1.0,), ("#a", "#b")))
    layer = Layer(Fill(), themes=(theme,), zooms=(11, 20), hatched=public)
    for code in (None, "size"):
        parts = style_layers(register(layer), code)
        assert [part["id"] for part in parts] == ["a-b:fill", "a-b:hatch", "a-b:outline"]
        assert parts[1]["paint"]["fill-pattern"] == "hatch:#2f7d55"
        assert (parts[1]["minzoom"], parts[0]["minzoom"]) == (14, 11)
        assert parts[1]["filter"][2] == [
            "any",
            ["in", ["to-string", ["get", "use"]], ["literal", ["public"]]],
            ["in", ["to-string", ["get", "deed"]], ["literal", ["nsl", "road"]]],
        ]
    assert set(public.values) <= set(layer.tile_columns)


def test_what_stands_out_by_its_border_is_edged_above_everything():
    edged = (Edged("use", ("exempt",), "#0000ff"), Edged("use", ("new",), "#ff00ff", dash=(3, 2)))
    parts = style_layers(register(Layer(Fill(), edged=edged)))
    assert [part["id"].split(":")[1] for part in parts] == ["fill", "outline", "edge0", "edge1"]
    assert parts[2]["filter"][2] == ["in", ["to-string", ["get", "use"]], ["literal", ["exempt"]]]
    assert parts[3]["paint"] == {"line-color": "#ff00ff", "line-width": 2, "line-dasharray": [3, 2]}


def test_a_width_in_metres_grows_with_the_zoom_and_never_falls_below_the_least():
    kind, base, zoom, low_zoom, low, high_zoom, high = line_width(Line(2, width_by="width_m"))
    assert (kind, base, zoom, low_zoom, high_zoom) == ("interpolate", ["exponential", 2], ["zoom"], 12, 22)
    assert low[:2] == high[:2] == ["max", 2]
    pixels_of_8_m = [8 * each[2][2] for each in (low, high)]
    assert pixels_of_8_m[0] == pytest.approx(0.43, abs=0.01)
    assert pixels_of_8_m[1] == pytest.approx(pixels_of_8_m[0] * 2**10, rel=1e-3)
    assert line_width(Line(3)) == 3


def test_outlines_of_areas_are_light_from_afar_and_those_without_a_fill_are_not():
    filled = paint(Layer(Fill(outline_width=0.8)), "outline")
    assert filled["line-width"] == ["interpolate", ["linear"], ["zoom"], 12, 0.36, 15, 0.8]
    assert filled["line-opacity"] == ["interpolate", ["linear"], ["zoom"], 12, 0.5, 15, 1]
    assert paint(Layer(Fill(opacity=0, outline_width=0.8)), "outline")["line-width"] == 0.8


def test_dashes_and_radius_are_kept():
    assert paint(Layer(Line(dash=(4, 2))), "line")["line-dasharray"] == [4, 2]
    assert paint(Layer(Circle(7)), "circle")["circle-radius"][-1][-1] == 7


def test_points_are_smaller_over_a_whole_town():
    afar, near = paint(Layer(Circle(7)), "circle")["circle-radius"][-3::2]
    assert afar == ["*", 0.55, near]


def test_personal_layers_are_shaded_by_count_whatever_their_symbol():
    layers = style_layers(register(Layer(Circle(), level="aggregate"), "aggregate"))
    assert [p["type"] for p in layers] == ["fill", "line"]
    opacity = layers[0]["paint"]["fill-opacity"]
    assert opacity[1] == ["has", "count"]
    assert opacity[2][3::2] == list(COUNT_STEPS[1:])


@pytest.mark.parametrize(("layer", "level"), [(None, "staff"), (Layer(Fill()), "hidden")])
def test_without_a_visible_layer_there_is_no_style(layer, level):
    assert style_layers(register(layer, level)) == []
