"""What a saved map must be: of one thing, in classes that rise and hold every value, and never one of raw counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min

from gis_core.access.actor import acting_user_id
from gis_core.access.holdings import WholeOffice
from gis_core.access.levels import Level
from gis_core.pure import choropleth
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister, Column
from layers.declare import Draft
from layers.engine.saved_maps import RAW_COUNT
from layers.registry import registry
from layers.year_maps import BoundYearMap
from modules.central_administration.executive_information import approval
from modules.central_administration.executive_information.declared import by_code
from modules.central_administration.executive_information.models import ThematicMap

HUNDRED = Decimal(100)
OF_FIGURE = ("declared", "percent", "quantile", "equal", "own")
OF_LAYER = ("declared", "quantile", "equal", "natural", "own", "unique")
NUMBERS = ("number", "area", "chainage")


def layer_named(text: str) -> BoundRegister | BoundYearMap | None:
    """The map layer of that Thai name or code; None for none, or for more than one."""
    known = [*(each for each in registry.registers if each.layer is not None), *registry.year_maps.values()]
    found = [each for each in known if text == each.slug] or [each for each in known if text == each.thai]
    return found[0] if len(found) == 1 else None


def columns_of(layer: BoundRegister) -> Mapping[str, Column]:
    """The columns the map can colour by: what its tiles carry, nothing hidden."""
    names = dict.fromkeys([*layer.layer.tile_columns, "status"])
    found = [layer.by_name[name] for name in names if name in layer.by_name]
    return {each.name: each for each in found if each.kind not in ("reference", "date") and each.level != Level.HIDDEN}


def column_named(layer: BoundRegister, text: str) -> str:
    """The column of that Thai name or code; "" for none."""
    found = columns_of(layer)
    return text if text in found else next((name for name, each in found.items() if each.thai == text), "")


def derive(draft: Draft) -> None:
    """Keep who saved it, and what the map asks for by the Thai names that were typed."""
    record: ThematicMap = draft.record
    if draft.is_new:
        record.kept_by_id = acting_user_id()
    layer = layer_named(record.layer) if record.layer else None
    record.layer_slug, record.column, record.theme, record.label_column = layer.slug if layer else "", "", "", ""
    record.layer = layer.thai if layer else record.layer
    if not isinstance(layer, BoundRegister):
        return
    themes = {each.code: each.thai for each in layer.layer.themes}
    record.theme = next((code for code, thai in themes.items() if record.field in (code, thai)), "")
    record.column = "" if record.theme else column_named(layer, record.field)
    record.label_column = column_named(layer, record.label)
    if named := themes.get(record.theme) or (layer.by_name[record.column].thai if record.column else ""):
        record.field = named
    if record.label_column:
        record.label = layer.by_name[record.label_column].thai


def check(draft: Draft) -> Iterator[Refused]:
    """Every refusal a saved map can give."""
    record: ThematicMap = draft.record
    if not draft.is_new:
        yield from of_its_owner(record)
    if bool(record.kpi_id) == bool(record.layer):
        yield Refused("MAP_SUBJECT", "เลือกตัวชี้วัดหรือชั้นข้อมูลอย่างใดอย่างหนึ่ง", "", "kpi")
        return
    if record.far_scale and record.near_scale and record.far_scale <= record.near_scale:
        told = "มาตราส่วนไกลสุดต้องมีตัวเลขมากกว่าใกล้สุด เช่น ไกลสุด 1:50,000 ใกล้สุด 1:1,000"
        yield Refused("SCALE", told, "", "far_scale")
    yield from _figure_faults(record) if record.kpi_id else _layer_faults(record)


def of_its_owner(record: ThematicMap) -> Iterator[Refused]:
    """Who else sees a map leaves it as it is; one that nobody keeps is changed by anybody with the right."""
    me = acting_user_id()
    if me and record.kept_by_id not in (None, me):
        yield Refused("MAP_OTHER", "แก้ไขหรือลบได้เฉพาะผู้บันทึกแผนที่ ให้บันทึกเป็นแผนที่ใหม่ของท่าน")


def _figure_faults(record: ThematicMap) -> Iterator[Refused]:
    yield from approval.unused_faults(record.kpi)
    figure = by_code().get(record.kpi.code)
    if figure is None or figure.kpi.external:
        yield Refused("MAP_FIGURE", "ตัวชี้วัดนี้ไม่มีค่ารายหมู่บ้าน จึงทำเป็นแผนที่ไม่ได้", "", "kpi")
        return
    parts = figure.kpi.by_village(WholeOffice())
    if figure.kpi.value(WholeOffice()).denominator is None:
        yield Refused("RAW_COUNT", RAW_COUNT, "", "kpi")
    if record.method not in OF_FIGURE:
        yield _bad_method(OF_FIGURE)
    elif record.method == "percent" and figure.kpi.scale != HUNDRED:
        yield Refused("MAP_METHOD", "ขอบชั้นร้อยละใช้ได้กับตัวชี้วัดที่เป็นร้อยละเท่านั้น", "", "method")
    elif record.method in ("own", "percent"):
        values = [part.value(figure.kpi.scale) for code, part in parts.items() if code]
        yield from _break_faults(values, record)
    if record.label or record.far_scale or record.near_scale:
        yield Refused("MAP_FIGURE", "แผนที่รายหมู่บ้านเขียนชื่อหมู่บ้านเองและแสดงทุกมาตราส่วน ให้เว้นว่าง", "", "label")


def _break_faults(values: list[Any], record: ThematicMap) -> Iterator[Refused]:
    try:
        choropleth.classing(values, record.method, own=record.breaks)
    except Refused as refused:
        yield refused


def _bad_method(known: tuple[str, ...]) -> Refused:
    named = dict(ThematicMap._meta.get_field("method").choices)
    return Refused("MAP_METHOD", f"เลือกวิธีแบ่งชั้น: {', '.join(str(named[each]) for each in known)}", "", "method")


def _layer_faults(record: ThematicMap) -> Iterator[Refused]:
    layer = layer_named(record.layer)
    if layer is None:
        yield Refused("MAP_LAYER", f"ไม่พบชั้นข้อมูล “{record.layer}” ให้ใช้ชื่อตามแผนที่", "", "layer")
        return
    if record.label and not record.label_column:
        yield Refused("MAP_COLUMN", f"ชั้น “{layer.thai}” ไม่มีคอลัมน์ “{record.label}” บนแผนที่", "", "label")
    if record.method == "declared":
        if record.field and not record.theme:
            yield Refused("MAP_COLUMN", f"ชั้น “{layer.thai}” ไม่มีแบบของสี “{record.field}”", "", "field")
        if record.label or record.far_scale or record.near_scale or record.caption:
            told = "แผนที่ตามที่ระบบกำหนดมีป้าย มาตราส่วน และคำอธิบายของตนแล้ว ให้เว้นว่าง หรือเลือกวิธีแบ่งชั้นอื่น"
            yield Refused("MAP_DECLARED", told, "", "method")
        return
    if not isinstance(layer, BoundRegister) or layer.level == Level.AGGREGATE:
        yield Refused("MAP_LAYER", f"ชั้น “{layer.thai}” แบ่งชั้นเองไม่ได้ ให้เลือก “ตามที่ระบบกำหนด”", "", "layer")
        return
    if not record.column:
        names = ", ".join(each.thai for each in columns_of(layer).values())
        yield Refused("MAP_COLUMN", f"เลือกคอลัมน์ของชั้น “{layer.thai}”: {names}", "", "field")
        return
    yield from _class_faults(record, layer)


def _class_faults(record: ThematicMap, layer: BoundRegister) -> Iterator[Refused]:
    is_number = layer.by_name[record.column].kind in NUMBERS
    if record.method not in OF_LAYER or (not is_number and record.method != "unique"):
        yield _bad_method(OF_LAYER if is_number else ("unique",))
        return
    if layer.is_raw(layer.by_name[record.column]):
        yield Refused("RAW_COUNT", RAW_COUNT, "", "field")
    if record.method == "own":
        known = layer.model._default_manager.filter(**layer.declared.where)
        ends = known.aggregate(low=Min(record.column), high=Max(record.column))
        values = [Decimal(str(each)) for each in ends.values() if each is not None]
        yield from _break_faults(values, record)
