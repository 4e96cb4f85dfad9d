"""Declaration → MapLibre style layers. Pure functions: they read a register's declaration and nothing else.

Zooms are tile zooms. No text is set in the style: it needs Thai shaping, which glyph files cannot carry, so the page
draws labels itself from `Layer.label`. Pictures are named by what they show, `mark:triangle` and `hatch:#rrggbb`; the
page draws them. Below zoom 13 a feature with `cell` stands for several records, see `tiles/`.
"""

from __future__ import annotations

from typing import Any

from layers.declare import ByRange, ByValue, Circle, Edged, Fill, Hatch, Hatched, Layer, Line, Triangle

Expression = Any
StyleLayer = dict[str, Any]

#: Lower limits of the shades by which counts of personal layers are drawn; fewer are never shown.
COUNT_STEPS = (5, 20, 50, 100, 200, 500)
COUNT_OPACITIES = (0.15, 0.27, 0.39, 0.51, 0.63, 0.75)
SUPPRESSED_COLOR = "#b4b8bc"
SUPPRESSED_OPACITY = 0.12
#: Pixels of a metre at zoom 0, 512-pixel tiles, at 14 degrees north; the ends of Thailand differ by 3 %.
PIXELS_PER_METRE = 512 / (40_075_016.686 * 0.97)
WIDTH_ZOOMS = (12, 22)
#: From its middle to a corner the picture of a mark has so many pixels.
MARK_RADIUS = 12
#: Lines across areas are drawn where records can be told apart.
HATCH_ZOOM = 14
MOST_DETAILED = 24


def style_layers(register: Any, theme: str | None = None) -> list[StyleLayer]:
    """The style layers of one register, or of one of its themes, bottom first; [] when it has no layer or a hidden one.

    Ids are `<slug>:<part>` and stay the same from release to release. KeyError: unknown theme.
    """
    layer = register.layer
    if layer is None or register.level == "hidden":
        return []
    parts = _counts(layer) if register.level == "aggregate" else _symbol(layer, chosen_classes(layer, theme))
    return [_placed(register.slug, layer, part) for part in parts]


def chosen_classes(layer: Layer, theme: str | None) -> ByValue | ByRange | None:
    """The classes of the layer itself or of one of its themes. KeyError: unknown theme."""
    if theme is None:
        return layer.classes
    return {each.code: each.classes for each in layer.themes}[theme]


def symbol_color(layer: Layer) -> str:
    """The colour of a symbol without classes."""
    return layer.symbol.color


def _placed(slug: str, layer: Layer, part: StyleLayer) -> StyleLayer:
    first, last = layer.zooms
    placed = {
        "id": f"{slug}:{part['id']}",
        "type": part["type"],
        "source": slug,
        "source-layer": slug,
        "minzoom": max(first, part.get("minzoom", first)),
        "maxzoom": min(last + 1, MOST_DETAILED),
        "paint": part["paint"],
    }
    if part.get("filter"):
        placed["filter"] = part["filter"]
    if part.get("layout"):
        placed["layout"] = part["layout"]
    return placed


# -- colours -----------------------------------------------------------------------------------------------------------
def color_expression(classes: ByValue | ByRange | None, plain: str) -> Expression:
    """The colour of a feature; `plain` without classes."""
    if classes is None:
        return plain
    if isinstance(classes, ByValue):
        pairs = [item for value, color in classes.colors.items() for item in (value, color)]
        return ["match", ["to-string", ["get", classes.column]], *pairs, classes.other] if pairs else classes.other
    steps = [item for limit, color in zip(classes.breaks, classes.colors[1:], strict=True) for item in (limit, color)]
    value = ["to-number", ["get", classes.column]]
    ranged = ["step", value, classes.colors[0], *steps] if steps else classes.colors[0]
    return ["case", ["has", classes.column], ranged, classes.missing]


def _cells_of(classes: ByValue | ByRange | None) -> Expression:
    """Records, cells, and of the features that keep a rare class in sight only those of the column shown."""
    column = classes.column if classes else ""
    return ["any", ["!", ["has", "by"]], ["==", ["get", "by"], column]]


RECORDS_ONLY: Expression = ["!", ["has", "cell"]]


# -- symbols -----------------------------------------------------------------------------------------------------------
def _symbol(layer: Layer, classes: ByValue | ByRange | None) -> list[StyleLayer]:
    color = color_expression(classes, symbol_color(layer))
    symbol = layer.symbol
    if isinstance(symbol, Circle):
        return [_circle(symbol, classes, color)]
    if isinstance(symbol, Triangle):
        return [_triangle(symbol, classes, color)]
    if isinstance(symbol, Line):
        return [_line(symbol, color)]
    if isinstance(symbol, Hatch):
        return _hatch(symbol, classes, color)
    parts = _fill(symbol, classes, color)
    parts = [*parts[:-1], _hatched(layer.hatched), parts[-1]] if layer.hatched else parts
    return [*parts, *(_edge(each, number) for number, each in enumerate(layer.edged))]


def _radius(symbol: Circle) -> Expression:
    """The radius of a record without what stands for many: by a column, or the same for all."""
    if not symbol.radius_by:
        return symbol.radius
    pairs = [item for value, (_, radius) in symbol.sizes.items() for item in (value, radius)]
    return ["match", ["to-string", ["get", symbol.radius_by]], *pairs, symbol.radius]


def _growing(radius: Expression) -> Expression:
    """The radius of a record, larger for what stands for many."""
    most = radius * 4 if isinstance(radius, int | float) else ["*", 4, radius]
    many = ["min", most, ["+", radius, ["*", 2, ["ln", ["get", "count"]]]]]
    return ["case", ["has", "count"], many, radius]


def _smaller_from_afar(radius: Expression) -> Expression:
    """Over a whole town points of full size would hide what they stand on."""
    return ["interpolate", ["linear"], ["zoom"], 11, ["*", 0.55, radius], 15, radius]


def _circle(symbol: Circle, classes: ByValue | ByRange | None, color: Expression) -> StyleLayer:
    paint = {
        "circle-radius": _smaller_from_afar(_growing(_radius(symbol))),
        "circle-color": color,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1.2,
    }
    return {"id": "circle", "type": "circle", "filter": _cells_of(classes), "paint": paint}


def _triangle(symbol: Triangle, classes: ByValue | ByRange | None, color: Expression) -> StyleLayer:
    layout = {
        "icon-image": "mark:triangle",
        "icon-size": _smaller_from_afar(["/", _growing(symbol.radius), MARK_RADIUS]),
        # a mark that made room for its neighbour would be a record missing from the map
        "icon-allow-overlap": True,
        "icon-ignore-placement": True,
    }
    paint = {"icon-color": color, "icon-halo-color": "#ffffff", "icon-halo-width": 1.2}
    return {"id": "triangle", "type": "symbol", "filter": _cells_of(classes), "layout": layout, "paint": paint}


def _line(symbol: Line, color: Expression) -> StyleLayer:
    paint: dict[str, Any] = {"line-color": color, "line-width": line_width(symbol)}
    if symbol.dash:
        paint["line-dasharray"] = list(symbol.dash)
    return {"id": "line", "type": "line", "layout": {"line-cap": "round", "line-join": "round"}, "paint": paint}


def line_width(symbol: Line) -> Expression:
    """Pixels; with `width_by` as wide as the thing itself once that is more than the least width."""
    if not symbol.width_by:
        return symbol.width
    metres = ["to-number", ["get", symbol.width_by], 0]
    stops = [
        item
        for zoom in WIDTH_ZOOMS
        for item in (zoom, ["max", symbol.width, ["*", metres, round(PIXELS_PER_METRE * 2**zoom, 6)]])
    ]
    return ["interpolate", ["exponential", 2], ["zoom"], *stops]


def _fill(symbol: Fill, classes: ByValue | ByRange | None, color: Expression) -> list[StyleLayer]:
    fill = {
        "id": "fill",
        "type": "fill",
        "filter": _cells_of(classes),
        "paint": {"fill-color": color, "fill-opacity": symbol.opacity, "fill-antialias": False},
    }
    outline = {
        "id": "outline",
        "type": "line",
        "filter": RECORDS_ONLY,
        "layout": {"line-join": "round"},
        "paint": {"line-color": symbol.outline, "line-width": symbol.outline_width},
    }
    if symbol.opacity == 0:
        return [outline]
    outline["paint"] |= {"line-width": _fading(0.45, symbol.outline_width), "line-opacity": _fading(0.5)}
    return [fill, outline]


def _hatched(hatched: Hatched) -> StyleLayer:
    values = [
        ["in", ["to-string", ["get", column]], ["literal", list(wanted)]] for column, wanted in hatched.values.items()
    ]
    return {
        "id": "hatch",
        "type": "fill",
        "minzoom": HATCH_ZOOM,
        "filter": ["all", RECORDS_ONLY, ["any", *values]],
        "paint": {"fill-pattern": f"hatch:{hatched.color}", "fill-opacity": 1},
    }


def _edge(edged: Edged, number: int) -> StyleLayer:
    paint: dict[str, Any] = {"line-color": edged.color, "line-width": edged.width}
    if edged.dash:
        paint["line-dasharray"] = list(edged.dash)
    wanted = ["in", ["to-string", ["get", edged.column]], ["literal", list(edged.values)]]
    return {"id": f"edge{number}", "type": "line", "filter": ["all", RECORDS_ONLY, wanted], "paint": paint}


def _fading(least: float, whole: float = 1) -> Expression:
    """Full where records are drawn whole, `least` of it from afar, where outlines would paint all dark."""
    return ["interpolate", ["linear"], ["zoom"], 12, round(least * whole, 3), 15, whole]


def _hatch(symbol: Hatch, classes: ByValue | ByRange | None, color: Expression) -> list[StyleLayer]:
    fill = {
        "id": "fill",
        "type": "fill",
        "filter": _cells_of(classes),
        "paint": {"fill-color": color, "fill-opacity": symbol.opacity, "fill-antialias": False},
    }
    outline = {
        "id": "outline",
        "type": "line",
        "filter": RECORDS_ONLY,
        "paint": {"line-color": color, "line-width": symbol.outline_width, "line-dasharray": [3, 2]},
    }
    return [fill, outline]


# -- counts of personal layers -----------------------------------------------------------------------------------------
def _counts(layer: Layer) -> list[StyleLayer]:
    shown: Expression = ["has", "count"]
    steps = [item for limit, shade in zip(COUNT_STEPS[1:], COUNT_OPACITIES[1:], strict=True) for item in (limit, shade)]
    opacity = ["case", shown, ["step", ["get", "count"], COUNT_OPACITIES[0], *steps], SUPPRESSED_OPACITY]
    color = symbol_color(layer)
    fill = {
        "id": "fill",
        "type": "fill",
        "paint": {"fill-color": ["case", shown, color, SUPPRESSED_COLOR], "fill-opacity": opacity},
    }
    outline = {"id": "outline", "type": "line", "paint": {"line-color": color, "line-width": 1}}
    return [fill, outline]
