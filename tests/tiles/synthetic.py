"""A system of the tests' own over tables of the core, with every kind of layer the vocabulary can say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gis_core.ground.models import House, Parcel, Signboard
from gis_core.networks.models import Road
from layers import bound
from layers.declare import ByRange, ByValue, Circle, Fill, Grant, Label, Layer, Line, Register, System, Theme
from layers.registry import registry
from tests.conftest import owner_connection

VIEW = (Grant("assessor engineer", "view"), Grant("village_head", "view", scope="unit"))

parcels = Register(
    Parcel,
    thai="แปลงทดสอบ",
    english="Test parcels",
    name="parcel",
    title="parcel_code",
    layer=Layer(
        Fill("#dfe8d2"),
        classes=ByValue("land_use", {"agriculture": "#b9d98c", "residence": "#f2d38b", "public": "#8fc3a8"}),
        label=Label("parcel_code", 17),
        zooms=(8, 20),
        level="staff",
        columns=("deed_type",),
        themes=(Theme("size", "ขนาด", ByRange("area_sqwah", (100.0, 400.0), ("#ffffff", "#bbbbbb", "#777777"))),),
    ),
    grants=VIEW,
)
houses = Register(
    House,
    thai="บ้านทดสอบ",
    english="Test houses",
    name="house",
    located_by=("parcel",),
    title="house_no",
    layer=Layer(Circle(5), classes=ByValue("moo", {"1": "#111111"}), zooms=(10, 20), level="public"),
    grants=VIEW,
)
counted = Register(
    House,
    thai="บ้านนับจำนวน",
    english="Counted houses",
    name="counted",
    located_by=("parcel",),
    level="aggregate",
    layer=Layer(Circle(5), zooms=(8, 20), level="aggregate"),
    grants=VIEW,
)
secret = Register(
    Signboard,
    thai="ป้ายลับ",
    english="Hidden signs",
    name="secret",
    level="hidden",
    layer=Layer(Circle(5), zooms=(8, 20), level="hidden"),
    grants=VIEW,
)
roads = Register(
    Road,
    thai="ถนนทดสอบ",
    english="Test roads",
    name="road",
    title="name",
    layer=Layer(
        Line(2, width_by="row_width_m", widest_m=60),
        classes=ByValue("road_class", {"local": "#222222", "lane": "#555555"}),
        zooms=(8, 20),
        level="public",
    ),
    grants=VIEW,
)
local_roads = Register(
    Road,
    thai="ซอยทดสอบ",
    english="Test lanes",
    name="lane",
    where={"road_class": "lane"},
    title="name",
    layer=Layer(Line(1, dash=(2.0, 1.0)), zooms=(8, 20), level="public"),
    grants=VIEW,
)
system = System("test.tiles", "ทดสอบไทล์", "Tile tests", "A", (parcels, houses, counted, secret, roads, local_roads))


@contextmanager
def declared(database: str) -> Iterator[None]:
    """The system is known to the registry and has its numbers in the database."""
    systems, registers = list(registry.systems), list(registry.registers)
    registry.add(system)
    with owner_connection(database) as owner:
        for register in registry.registers[len(registers) :]:
            owner.execute(
                "INSERT INTO gis_kind (key, layer_id, level) SELECT %s, id, %s FROM gis_layer WHERE table_name = %s",
                [register.key, register.level.value, register.model._meta.db_table],
            )
    bound._kinds.clear()
    try:
        yield
    finally:
        registry.systems[:], registry.registers[:] = systems, registers
        for name in ("by_slug", "by_key"):
            registry.__dict__.pop(name, None)
        bound._kinds.clear()
