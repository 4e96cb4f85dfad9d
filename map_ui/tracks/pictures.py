"""Photographs before they hang on a record: where each was taken, what stands there, what shall become of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point

from gis_core.access.actor import acting_as
from gis_core.access.capacity import Actor
from gis_core.features import clock, lookup
from gis_core.files import exif, pictures
from gis_core.files.attach import attach
from gis_core.ground.office import office
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.engine import changesets, index, records
from layers.engine.rows import rows
from layers.registry import registry
from map_ui.doors import may
from map_ui.tracks.sent import Sent
from modules.kernel.inspections import visits

#: How far from the camera a record may stand to be offered.
NEAR_M = 60.0
#: How near a thing stands to be what the photograph is of: by that much receivers of telephones err.
OF_IT_M = 15.0
OFFERED = 8
PIECE = 1 << 20


@dataclass(frozen=True)
class Offer:
    """Something near the camera. `acts` says what this user may do there: attach, visit. `has_own_place` is not set for
    a record that stands at another one, as a price does at its parcel.
    """

    uid: uuid.UUID
    title: str
    register: BoundRegister
    distance_m: float
    acts: tuple[str, ...]
    has_own_place: bool


@dataclass(frozen=True)
class Picture:
    """One photograph of those that were sent. `doubts` are sentences; `chosen` what shall become of it."""

    number: int
    file: Sent
    facts: exif.PhotoFacts
    offers: list[Offer]
    doubts: list[str]
    chosen: str = ""
    errors: list[Refused] = field(default_factory=list)

    @property
    def has_place(self) -> bool:
        return self.facts.lon is not None

    @property
    def point(self) -> Point:
        return Point(self.facts.lon, self.facts.lat, srid=4326)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(code, Thai) of everything that can become of it, leaving it out last."""
        words = {"attach": "แนบกับ", "visit": "เป็นการตรวจ"}
        found = [
            (f"{act}:{offer.uid}", f"{words[act]} {offer.register.thai} {offer.title} ({offer.distance_m:.0f} ม.)")
            for act in words
            for offer in self.offers
            if act in offer.acts
        ]
        return [*found, *([("new", "ระเบียนใหม่ตรงที่ถ่าย")] if self.has_place else []), ("skip", "ไม่นำเข้า")]


def check(file: Sent) -> None:
    """Whether it is a whole photograph. Errors: Refused ``FILE_PICTURE``."""
    with pictures.opened(file.path) as image:
        pictures.check(image)


def looked_at(files: list[Sent], user: Any, chosen: Mapping[str, str]) -> list[Picture]:
    """The photographs in the order they were sent, with what is offered for each."""
    return [_looked_at(number, file, user, chosen.get(f"photo{number}", "")) for number, file in enumerate(files)]


def _looked_at(number: int, file: Sent, user: Any, chosen: str) -> Picture:
    with pictures.opened(file.path) as image:
        facts = exif.facts_of(image)
    offers = _offers(facts, user) if facts.lon is not None else []
    found = Picture(number, file, facts, offers, list(_doubts(facts)), chosen)
    if chosen in {code for code, _ in found.choices}:
        return found
    return Picture(number, file, facts, offers, found.doubts, _likely(offers))


def _likely(offers: list[Offer]) -> str:
    """What most photographs are of: a thing beside the camera, else the area around it, else something farther off,
    else what is recorded of any of them; "skip" when there is nothing.
    """

    def rank(offer: Offer) -> tuple[bool, bool, bool]:
        is_area = offer.register.geometry_kind == "polygon"
        return not offer.has_own_place, not is_area and offer.distance_m > OF_IT_M, is_area

    ranked = sorted(offers, key=rank)
    return next((f"attach:{offer.uid}" for offer in ranked if "attach" in offer.acts), "skip")


def _doubts(facts: exif.PhotoFacts) -> Iterator[str]:
    if facts.lon is None:
        yield "ภาพไม่มีพิกัด เปิดตำแหน่งในกล้องหรือส่งไฟล์ต้นฉบับ"
        return
    boundary = office().boundary_ewkb
    if boundary and not GEOSGeometry(memoryview(boundary)).intersects(Point(facts.lon, facts.lat, srid=4326)):
        yield "ถ่ายนอกเขตของหน่วยงาน"
    if facts.accuracy_m is not None and facts.accuracy_m > NEAR_M:
        yield f"ตำแหน่งคลาดเคลื่อน {facts.accuracy_m:.0f} ม."
    if facts.taken_at is not None and facts.taken_at > clock.now():
        yield "เวลาถ่ายอยู่ในอนาคต"


def _offers(facts: exif.PhotoFacts, user: Any) -> list[Offer]:
    """The nearest records on which the user may hang a file or record a visit, things before what is recorded of them:
    many prices of one parcel would leave no room for the parcel.
    """
    assert facts.lon is not None and facts.lat is not None
    test = index.predicate(user, wanted=lambda register: index.on_the_map(register) and bool(_acts(register, user)))
    found = []
    for row in lookup.at_point(facts.lon, facts.lat, test, tolerance_m=NEAR_M, limit=OFFERED):
        register = registry.by_kind(row.kind)
        acts = _acts_on(register, user, row.uid) if register is not None else ()
        if register is not None and acts:
            found.append(Offer(row.uid, row.title, register, row.distance_m, acts, row.place_uid is None))
    return sorted(found, key=lambda offer: (not offer.has_own_place, offer.distance_m))[:OFFERED]


def _acts(register: BoundRegister, user: Any) -> tuple[str, ...]:
    rights = {"attach": "change", "visit": "inspect"}
    return tuple(act for act, right in rights.items() if may(register, user, right))


def _acts_on(register: BoundRegister, user: Any, uid: uuid.UUID) -> tuple[str, ...]:
    rights = {"attach": "change", "visit": "inspect"}
    return tuple(act for act in _acts(register, user) if rows(register, user, rights[act]).filter(uid=uid).exists())


def point_registers(user: Any) -> list[BoundRegister]:
    """The registers of points to which this user may add."""
    return [r for r in registry.registers if r.geometry_kind == "point" and may(r, user, "add")]


# -- written -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Wanted:
    """What holds for all: the register and values of new records, the result of visits, the reason."""

    register: BoundRegister | None
    values: Mapping[str, Any]
    result: str
    reason: str


def write(found: list[Picture], wanted: Wanted, actor: Actor) -> int:
    """Do what was chosen for every photograph, as one set of changes; the caller opens the transaction.

    Returns how many were taken. Errors: Refusals, naming the photographs they are about.
    """
    batch = changesets.begin()
    refusals: list[Refused] = []
    taken = 0
    for picture in found:
        try:
            taken += _write_one(picture, wanted, actor, batch)
        except Refused as refused:
            refusals.append(_about(picture, refused))
        except Refusals as several:
            refusals += [_about(picture, each) for each in several]
    if refusals:
        raise Refusals(refusals)
    return taken


def _about(picture: Picture, refused: Refused) -> Refused:
    return refused.but(thai=f"{picture.file.name}: {refused.thai}")


def _write_one(picture: Picture, wanted: Wanted, actor: Actor, batch: uuid.UUID) -> int:
    act, _, uid = picture.chosen.partition(":")
    if act == "skip" or not act:
        return 0
    offer = next((o for o in picture.offers if str(o.uid) == uid and act in o.acts), None)
    if act == "new":
        record = _new(picture, wanted, actor, batch)
        _hang(record.uid, picture, wanted, actor, batch)
    elif offer is None:
        raise Refused("NOT_FOUND", "ไม่พบระเบียนที่เลือก หรือบัญชีนี้ไม่มีสิทธิ")
    elif act == "attach":
        _hang(offer.uid, picture, wanted, actor, batch)
    else:
        visits.record_visit(
            offer.register,
            offer.uid,
            **actor,
            batch_id=batch,
            result=wanted.result,
            visited_at=picture.facts.taken_at or clock.now(),
            gps=picture.point,
            photos=[(picture.file.name, _pieces(picture))],
            reason=wanted.reason,
        )
    return 1


def _new(picture: Picture, wanted: Wanted, actor: Actor, batch: uuid.UUID) -> Any:
    if wanted.register is None:
        raise Refused("CHOICE", "เลือกทะเบียนของระเบียนใหม่", field="register")
    values = {**wanted.values, "geom": picture.point}
    return records.create(wanted.register, values, **actor, reason=wanted.reason, batch_id=batch)


def _hang(uid: uuid.UUID, picture: Picture, wanted: Wanted, actor: Actor, batch: uuid.UUID) -> None:
    with acting_as(**actor, reason=wanted.reason, batch_id=batch):
        attach(uid, _pieces(picture), picture.file.name, kind="photo")


def _pieces(picture: Picture) -> Iterator[bytes]:
    with picture.file.path.open("rb") as content:
        while piece := content.read(PIECE):
            yield piece
