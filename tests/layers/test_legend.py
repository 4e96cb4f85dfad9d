"""What the legend says, and that it says the same as the map."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from layers.declare import ByRange, ByValue, Circle, Fill, Hatch, Hatched, Layer, Line, Theme, Triangle
from layers.legend import color_of, legend, legend_in_use, range_labels
from layers.map_style import style_layers


def register(layer: Layer | None, level: str = "staff", **choices: dict[str, str]) -> Any:
    columns = {name: SimpleNamespace(choices=values) for name, values in choices.items()}
    return SimpleNamespace(slug="a-b", thai="ชั้นทดสอบ", layer=layer, level=level, by_name=columns)


def labels(entries: list[Any]) -> list[tuple[str, str]]:
    return [(entry["label"], entry["color"]) for entry in entries]


def test_values_are_named_in_thai_and_the_rest_is_other():
    layer = Layer(Fill(), classes=ByValue("use", {"a": "#1", "b": "#2"}, other="#9"))
    choices = {"a": "เกษตร", "b": "อยู่อาศัย", "c": "ว่าง"}
    assert labels(legend(register(layer, use=choices))) == [("เกษตร", "#1"), ("อยู่อาศัย", "#2"), ("อื่น ๆ", "#9")]


def test_no_other_where_every_choice_has_a_colour():
    layer = Layer(Fill(), classes=ByValue("use", {"a": "#1"}))
    assert labels(legend(register(layer, use={"a": "เกษตร"}))) == [("เกษตร", "#1")]


def test_unknown_values_are_shown_as_they_are():
    layer = Layer(Fill(), classes=ByValue("code", {"7": "#1"}, other="#9"))
    assert labels(legend(register(layer))) == [("7", "#1"), ("อื่น ๆ", "#9")]


@pytest.mark.parametrize(
    ("breaks", "expected"),
    [
        ((), ("ทุกค่า",)),
        ((10.0,), ("น้อยกว่า 10", "ตั้งแต่ 10")),
        ((2.5, 4.0, 1000.0), ("น้อยกว่า 2.5", "2.5 – 4", "4 – 1,000", "ตั้งแต่ 1,000")),
    ],
)
def test_ranges_in_words(breaks, expected):
    assert range_labels(breaks) == expected


def test_own_labels_of_ranges_and_missing_values():
    layer = Layer(Line(), classes=ByRange("iri", (3.0,), ("#1", "#2"), labels=("ดี", "แย่"), missing="#0"))
    assert labels(legend(register(layer))) == [("ดี", "#1"), ("แย่", "#2"), ("ไม่มีข้อมูล", "#0")]


def test_limits_of_areas_are_in_rai_ngan_and_square_wah():
    classes = ByRange("area_sqwah", (100, 2900.5), ("#1", "#2", "#3"), missing="#0")
    town = register(Layer(Fill(), classes=classes))
    town.by_name["area_sqwah"] = SimpleNamespace(choices={}, kind="area")
    shown = [label for label, _ in labels(legend(town))]
    assert shown == ["น้อยกว่า 0-1-0", "0-1-0 – 7-1-0.5", "ตั้งแต่ 7-1-0.5", "ไม่มีข้อมูล"]


def test_limits_of_buddhist_years_are_not_separated_as_thousands():
    classes = ByRange("built_year_be", (2500, 2562), ("#1", "#2", "#3"), missing="#0")
    shown = [label for label, _ in labels(legend(register(Layer(Fill(), classes=classes))))]
    assert shown == ["น้อยกว่า 2500", "2500 – 2562", "ตั้งแต่ 2562", "ไม่มีข้อมูล"]


@pytest.mark.parametrize(
    ("symbol", "shape", "opacity"),
    [
        (Circle(), "circle", 1.0),
        (Triangle(), "triangle", 1.0),
        (Line(), "line", 1.0),
        (Fill(opacity=0.3), "fill", 0.3),
        (Hatch(opacity=0.1), "hatch", 0.1),
        (Fill(opacity=0), "fill", 0),
    ],
)
def test_one_symbol_has_one_entry_with_the_name_of_the_register(symbol, shape, opacity):
    (entry,) = legend(register(Layer(symbol)))
    assert (entry["label"], entry["shape"], entry["opacity"]) == ("ชั้นทดสอบ", shape, opacity)


def test_counts_of_personal_layers_begin_at_five():
    entries = legend(register(Layer(Circle(color="#123456"), level="aggregate"), "aggregate"))
    assert entries[0]["label"] == "น้อยกว่า 5 (ไม่แสดงจำนวน)"
    assert entries[1]["label"] == "5 – 19"
    assert {entry["color"] for entry in entries[1:]} == {"#123456"}


def test_every_colour_of_the_legend_is_on_the_map():
    theme = Theme("t", "อีกแบบ", ByRange("n", (1.0, 2.0), ("#4", "#5", "#6"), missing="#7"))
    layer = Layer(Fill(), classes=ByValue("use", {"a": "#1"}, other="#9"), themes=(theme,))
    for code in (None, "t"):
        drawn = str(style_layers(register(layer), code)[0]["paint"]["fill-color"])
        assert all(repr(entry["color"]) in drawn for entry in legend(register(layer), code))


@pytest.mark.parametrize(("layer", "level"), [(None, "staff"), (Layer(Fill()), "hidden")])
def test_without_a_visible_layer_there_is_no_legend(layer, level):
    assert legend(register(layer, level)) == []


@pytest.mark.parametrize(
    ("value", "color"), [("a", "#1"), ("z", "#9"), (None, "#9"), (True, "#3"), (2.0, "#4"), (2, "#4")]
)
def test_a_records_colour_is_that_of_its_value(value, color):
    classes = ByValue("use", {"a": "#1", "true": "#3", "2": "#4"}, other="#9")
    assert color_of(classes, value, "#0") == color


@pytest.mark.parametrize(("value", "color"), [(None, "#9"), (-1, "#1"), (10, "#2"), (19.9, "#2"), (20, "#3")])
def test_a_records_colour_is_that_of_its_range(value, color):
    assert color_of(ByRange("w", (10, 20), ("#1", "#2", "#3"), missing="#9"), value, "#0") == color
    assert color_of(None, value, "#0") == "#0"


def test_only_colours_in_use_are_explained():
    classes = ByValue("use", {"a": "#1", "b": "#2"}, other="#9")
    layer = Layer(Fill(), classes=classes)
    assert labels(legend_in_use(register(layer, use={"a": "เกษตร"}), classes, {"#1"})) == [("เกษตร", "#1")]
    assert labels(legend_in_use(register(layer), None, {layer.symbol.color})) == [("ชั้นทดสอบ", layer.symbol.color)]


def test_what_stands_out_has_a_line_of_its_own_after_the_classes():
    public = Hatched("สาธารณะ", "#2f7d55", {"use": ("public",)})
    layer = Layer(Fill(), classes=ByValue("use", {"a": "#1"}), hatched=public)
    assert labels(legend(register(layer, use={"a": "เกษตร"}))) == [("เกษตร", "#1"), ("สาธารณะ", "#2f7d55")]
    assert legend(register(layer, use={"a": "เกษตร"}))[-1]["shape"] == "hatch"
