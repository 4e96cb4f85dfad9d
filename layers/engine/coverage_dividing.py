"""One record becomes several: cut by lines or polygons, with everything that hangs on it handed on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GeometryCollection, GEOSGeometry

from gis_core.features import measure
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_area import format_area
from layers.bound import BoundRegister
from layers.declare import Divide, Succession
from layers.engine import coverage_acts, coverage_sql, coverage_texts
from layers.engine.coverage_acts import Who
from layers.engine.coverage_judging import MAX_VERTICES, Container, main_containers, rounded
from layers.engine.coverage_saving import add_nodes, lock_neighbours
from layers.engine.parse import parse

CUT = GeometryField("แนวแบ่ง", srid=4326, name="cut")
TENTH = Decimal("0.1")
#: More children than that are a mistake of the drawing; each of them takes a code for good.
MOST_PIECES = 200
#: An edge straight in degrees bends by millimetres in a kilometre of the zone; a node in it shifts the area by that.
LOST_SHARE = 1e-5
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Piece:
    """One piece of the cut, in order from the north-west. `proposed` is its share of the recorded area."""

    number: int
    geometry: GEOSGeometry
    area_m2: float
    container: Container | None = None
    proposed: Decimal | None = None
    code: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "geometry": coverage_texts.as_geojson(self.geometry),
            "area_m2": round(self.area_m2, 2),
            "area_text": coverage_texts.area_text(self.area_m2),
            "proposed_sqwah": None if self.proposed is None else str(self.proposed),
            "proposed_text": "" if self.proposed is None else format_area(self.proposed),
            "code": self.code,
            "container": self.container.title if self.container else "",
        }


@dataclass(frozen=True)
class Divided:
    """What came of a division, or would come of it."""

    register: BoundRegister
    parent: Any
    pieces: tuple[Piece, ...]
    batch_id: uuid.UUID
    children: tuple[Any, ...] = ()
    gift: Any = None
    warnings: tuple[Refused, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        brief = coverage_acts.brief
        return {
            "batch_id": str(self.batch_id),
            "parent": brief(self.register, self.parent),
            "pieces": [piece.as_json() for piece in self.pieces],
            "children": [brief(self.register, child) for child in self.children],
            "gift": brief(self.register, self.gift) if self.gift else None,
            "warnings": [coverage_texts.as_json(each) for each in self.warnings],
        }


def divide(
    register: BoundRegister,
    uid: Any,
    cut: Any,
    values: Values,
    *,
    user: Any,
    reason: str,
    expected_version: int | None = None,
    batch_id: uuid.UUID | None = None,
    dry_run: bool = False,
) -> Divided:
    """Divide a record along `cut`: lines or polygons in 4326, one or a list.

    values: on, act, code_policy, gift_sqwah, children (in the order of the pieces; `gift` marks the public strip). A
    trial without children only gives the pieces. Raises Refusals; then nothing is written.
    """
    declared = _declared(register)
    coverage_acts.require(register, user, "change", "add")
    who = Who(user, reason, batch_id or uuid.uuid4(), dry_run)
    drawn = read_cut(cut, user)
    with coverage_acts.one_change(register, who):
        (parent,) = coverage_acts.hold(register, {uid: expected_version}, user)
        lock_neighbours(register, parent.geom, [parent.pk])
        pieces = _coded(register, declared, parent, cut_pieces(register, parent, drawn), values, user)
        if dry_run and not values.get("children"):
            return Divided(register, parent, pieces, who.batch_id)
        return _write(register, declared, parent, pieces, values, who)


def _declared(register: BoundRegister) -> Divide:
    found = coverage_sql.coverage_of(register).divide
    if found is None:
        raise Refusals([Refused("NO_DIVISION", f"{register.thai}แบ่งแยกไม่ได้")])
    return found


# -- the cut -----------------------------------------------------------------------------------------------------------
def read_cut(cut: Any, user: Any) -> GEOSGeometry:
    """Lines or polygons as one collection. Raises Refusals."""
    given = cut if isinstance(cut, list | tuple) else [cut]
    parts: list[GEOSGeometry] = []
    for raw in given:
        try:
            shape = parse(CUT, raw, user)
        except Refused as refused:
            raise Refusals([refused]) from refused
        parts += (
            [] if shape is None else (list(shape) if shape.geom_type.startswith(("Multi", "Geometry")) else [shape])
        )
    if sum(part.num_coords for part in parts) > MAX_VERTICES:
        raise Refusals([Refused("CUT", f"แนวแบ่งมีจุดมากเกิน {MAX_VERTICES:,} จุด", field="cut")])
    if {part.dims for part in parts} not in ({1}, {2}):
        raise Refusals([Refused("CUT", "ลากเส้นแบ่งหรือวาดรูปแปลงย่อยอย่างใดอย่างหนึ่ง", field="cut")])
    return GeometryCollection(*parts, srid=4326)


def cut_pieces(register: BoundRegister, parent: Any, cut: GEOSGeometry) -> list[Piece]:
    """The pieces of a record's shape, from the north-west. Raises Refusals CUT, BAD_GEOM, SLIVER."""
    rows = coverage_sql.ask(register, "cut", shape=parent.geom, cut=cut)
    noun = coverage_sql.coverage_of(register).noun
    if any(held > 1 for _raw, _m2, _first, held in rows):
        raise Refusals([Refused("CUT", "รูปแปลงย่อยที่วาดทับกันเอง", field="cut", geometry=coverage_texts.as_geojson(cut))])
    if len(rows) < 2:
        text = f"แนวแบ่งไม่ผ่าน{noun} ลากให้พ้นขอบทั้งสองด้าน"
        raise Refusals([Refused("CUT", text, field="cut", geometry=coverage_texts.as_geojson(cut))])
    whole = measure.area_m2(parent.geom)
    if abs(sum(row[1] for row in rows) - whole) > 0.01 + whole * LOST_SHARE:
        raise Refusals([Refused("CUT", f"รูป{noun}เดิมไม่สมบูรณ์ แก้รูปก่อนแบ่งแยก", field="cut")])
    if len(rows) > MOST_PIECES:
        raise Refusals([Refused("CUT", f"แบ่งครั้งหนึ่งได้ไม่เกิน {MOST_PIECES} {noun}", field="cut")])
    shapes = [coverage_sql.shape_of(row[0]) for row in rows]
    boxes = main_containers(register, shapes)
    pieces = [
        Piece(number, shape, row[1], box)
        for number, (shape, row, box) in enumerate(zip(shapes, rows, boxes, strict=True), 1)
    ]
    _refuse_small(register, pieces)
    return pieces


def _refuse_small(register: BoundRegister, pieces: Sequence[Piece]) -> None:
    least = float(coverage_sql.figures_today(register).least_m2)
    faults = [coverage_texts.bad_shape(register, piece.geometry) for piece in pieces if piece.area_m2 < least]
    whole = coverage_acts.collected([piece.geometry for piece in pieces])
    for m2, thin in coverage_sql.ask(register, "thin", shape=whole):
        faults.append(coverage_texts.fault(register, "THIN", "", rounded(m2), thin))
    if faults:
        raise Refusals(faults)


def proposed_areas(total: Decimal, weights: Sequence[float]) -> list[Decimal]:
    """A recorded area in tenths, shared out by drawn areas, so that the shares add up to it."""
    whole = sum(weights)
    exact = [total * Decimal(repr(weight / whole)) for weight in weights]
    shares = [value.quantize(TENTH, ROUND_DOWN) for value in exact]
    left = int((total - sum(shares, Decimal(0))) / TENTH)
    by_rest = sorted(range(len(exact)), key=lambda n: shares[n] - exact[n])
    for n in by_rest[:left]:
        shares[n] += TENTH
    return shares


def _coded(
    register: BoundRegister, declared: Divide, parent: Any, pieces: Sequence[Piece], values: Values, user: Any
) -> tuple[Piece, ...]:
    """The pieces with the codes they would get and the areas they would be given."""
    day, policy = coverage_acts.day_of(values, user), coverage_acts.policy_of(declared, values)
    boxes = [piece.container.pk if piece.container else None for piece in pieces]
    codes = declared.codes([parent], boxes, policy, day)
    areas: Sequence[Decimal | None] = [None] * len(pieces)
    if declared.area:
        areas = proposed_areas(getattr(parent, declared.area), [piece.area_m2 for piece in pieces])
    return tuple(
        Piece(piece.number, piece.geometry, piece.area_m2, piece.container, area, code)
        for piece, area, code in zip(pieces, areas, codes, strict=True)
    )


# -- the writing -------------------------------------------------------------------------------------------------------
def _write(
    register: BoundRegister, declared: Divide, parent: Any, pieces: tuple[Piece, ...], values: Values, who: Who
) -> Divided:
    given = _children_of(declared, pieces, values)
    _refuse_areas(register, declared, parent, given, values, who.user)
    plan = Succession(
        register,
        [parent],
        (),
        coverage_acts.day_of(values, who.user),
        str(values.get("act") or ""),
        values,
        who.user,
        policy=coverage_acts.policy_of(declared, values),
    )
    refusals = list(declared.check(plan)) if declared.check else []
    if refusals:
        raise Refusals(refusals)
    state = coverage_acts.state_after(register, [parent])
    coverage_acts.put_aside([parent], declared.state)
    add_nodes(register, coverage_acts.collected([piece.geometry for piece in pieces]), [parent.pk])
    children = [
        _child(register, declared, parent, piece, row, state, who.user)
        for piece, row in zip(pieces, given, strict=True)
    ]
    gift = next((child for child, row in zip(children, given, strict=True) if row.get("gift")), None)
    done = Succession(register, [parent], children, plan.on, plan.act, values, who.user, gift, plan.policy)
    return Divided(register, parent, pieces, who.batch_id, tuple(children), gift, tuple(declared.carry(done)))


def _children_of(declared: Divide, pieces: Sequence[Piece], values: Values) -> list[Values]:
    rows = values.get("children") or ()
    given = [dict(row) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    if len(given) != len(pieces):
        text = f"แนวแบ่งได้ {len(pieces)} แปลง แต่กรอกข้อมูลไว้ {len(given)} แปลง"
        raise Refusals([Refused("CUT", text, field="children")])
    gifts = [row for row in given if row.get("gift")]
    if len(gifts) > 1 or (gifts and declared.gift is None):
        raise Refusals([Refused("GIFT", "ระบุส่วนที่ให้เป็นสาธารณะได้ส่วนเดียว", field="children")])
    if not gifts and values.get("gift_sqwah") not in (None, "", 0, "0", Decimal(0)):
        raise Refusals([Refused("GIFT", "ตัดแนวส่วนที่ให้เป็นสาธารณะและระบุว่าเป็นแปลงใด", field="gift_sqwah")])
    if len(given) - len(gifts) < 1:
        raise Refusals([Refused("GIFT", "ต้องเหลือแปลงที่ไม่ได้ให้เป็นสาธารณะอย่างน้อยหนึ่งแปลง", field="children")])
    for row in gifts:
        row["area"] = values.get("gift_sqwah") or row.get(declared.area)
    return given


def _refuse_areas(
    register: BoundRegister, declared: Divide, parent: Any, given: Sequence[Values], values: Values, user: Any
) -> None:
    """The children's recorded areas and the strip given to the public add up to the parent's."""
    if not declared.area:
        return
    total = Decimal(0)
    refusals = []
    for number, row in enumerate(given):
        name = "gift_sqwah" if row.get("gift") else f"children.{number}.{declared.area}"
        try:
            area = coverage_acts.area_of(
                register, declared.area, row["area"] if row.get("gift") else row.get(declared.area), user
            )
        except Refused as refused:
            refusals.append(refused.but(field=name))
            continue
        if area is None:
            refusals.append(Refused("REQUIRED", f"ลำดับที่ {number + 1}: กรอกเนื้อที่ตามเอกสารสิทธิ", field=name))
        total += area or Decimal(0)
    held = getattr(parent, declared.area)
    if not refusals and total != held:
        refusals.append(coverage_texts.areas_differ(register, total, held))
    if refusals:
        raise Refusals(refusals)


def _child(
    register: BoundRegister, declared: Divide, parent: Any, piece: Piece, row: Values, state: str, user: Any
) -> Any:
    typed = {name: value for name, value in row.items() if name not in ("gift", "area")}
    fixed: dict[str, Any] = {declared.code: piece.code, "geom": piece.geometry, "status": state}
    within = coverage_sql.coverage_of(register).within
    if within and piece.container:
        fixed[f"{within}_id"] = piece.container.pk
    if row.get("gift"):
        fixed |= dict(declared.gift or {})
        if declared.area:
            typed[declared.area] = row["area"]
    return coverage_acts.successor(register, declared, parent, typed, user, fixed)
