"""What every office starts from: its areas, places, waters, people and houses."""

from __future__ import annotations

from gis_core.ground.models import AdminArea, House, Household, NamedPlace
from gis_core.networks.models import Waterway
from gis_core.parties.models import Organisation, Person
from gis_core.pure.citizen_id import mask_citizen_id
from layers.declare import ByValue, Circle, Fill, Grant, Label, Layer, Line, OnSheet, Register, SheetText, System
from modules.kernel.base_map import demo, forms_of_files, key_figures

KEEPERS = "engineer surveyor"
OFFICE = (
    "counter_clerk registry_clerk officer inspector engineer surveyor assessor revenue_officer cashier accountant"
    " planner welfare_officer health_officer education_officer division_head finance_head clerk_chief executive auditor"
    " system_admin"
)
PEOPLE_READERS = (
    "counter_clerk registry_clerk revenue_officer assessor finance_head welfare_officer clerk_chief privacy_officer"
)

areas = Register(
    AdminArea,
    thai="เขตการปกครอง",
    english="Administrative areas",
    title="thai",
    list_columns=("code", "level", "moo", "thai", "parent"),
    filters=("level",),
    search=("thai", "หมู่ {moo} {thai}", "code"),
    order_by=("code",),
    errors={"code": ("DUP_AREA", "รหัสพื้นที่ซ้ำ")},
    imports=forms_of_files.AREAS,
    layer=Layer(
        Fill("#ffffff", opacity=0.0, outline="#7a6a9a", outline_width=1.2),
        label=Label("thai", from_zoom=12),
        zooms=(8, 22),
        level="public",
        columns=("level", "moo"),
        order=10,
        sheet=OnSheet(0.35, "#6a5a8a", dash_mm=(5, 1, 0.6, 1)),
    ),
    grants=(Grant(OFFICE, "view export"), Grant("surveyor system_admin", "add change")),
)

places = Register(
    NamedPlace,
    thai="สถานที่สำคัญ",
    english="Named places",
    number="ส.{seq:05}",
    number_year="none",
    title="thai",
    list_columns=("register_no", "thai", "kind"),
    filters=("kind",),
    search=("thai",),
    imports=forms_of_files.PLACES,
    layer=Layer(
        Circle(6),
        classes=ByValue(
            "kind",
            {
                "temple": "#c8892b",
                "school": "#3b6fb5",
                "health": "#c0392b",
                "market": "#8e5aa8",
                "office": "#2d4a6b",
                "public_land": "#4f8a4f",
                "water": "#3a9bc1",
                "other": "#7d7d7d",
            },
        ),
        label=Label("thai", from_zoom=14),
        zooms=(11, 22),
        level="public",
        order=90,
        sheet=OnSheet(0, up_to=10_000, is_filled=True, texts=(SheetText("thai", 10_000, 2.4),)),
    ),
    grants=(Grant(OFFICE, "view export"), Grant(KEEPERS, "add change delete")),
)

waterways = Register(
    Waterway,
    thai="ทางน้ำ",
    english="Waterways",
    number="น.{seq:04}",
    number_year="none",
    title="name",
    list_columns=("register_no", "name", "kind", "width_m"),
    filters=("kind",),
    search=("name",),
    imports=forms_of_files.WATERWAYS,
    layer=Layer(
        Line(2, "#5aa9d6", width_by="width_m", widest_m=200),
        label=Label("name", from_zoom=15),
        zooms=(9, 22),
        level="public",
        columns=("kind",),
        order=20,
        sheet=OnSheet(0.15, "#3f8fc0", is_filled=True, texts=(SheetText("name", 10_000, 2.8, "#1f6a99"),)),
    ),
    grants=(Grant(OFFICE, "view export"), Grant(KEEPERS, "add change delete")),
)

people = Register(
    Person,
    thai="บุคคล",
    english="Persons",
    number="บค.{seq:06}",
    number_year="none",
    level="hidden",
    located_by=("house",),
    list_columns=("register_no", "title", "first_name", "last_name", "national_id", "house"),
    form_columns=(
        "national_id",
        "passport_no",
        "title",
        "first_name",
        "last_name",
        "born_on",
        "died_on",
        "phone",
        "house",
        "same_as",
    ),
    search=("full_name", "national_id"),
    order_by=("first_name", "last_name", "id"),
    field_levels={"national_id": "hidden", "passport_no": "hidden", "phone": "hidden", "born_on": "hidden"},
    masks={"national_id": mask_citizen_id},
    errors={
        "national_id": ("DUP_PERSON", "เลขประจำตัวนี้มีในทะเบียนบุคคลแล้ว"),
        "national_id:bad_id": ("BAD_ID", "เลขประจำตัวประชาชนไม่ถูกต้อง"),
    },
    grants=(
        Grant(PEOPLE_READERS, "view"),
        Grant("registry_clerk revenue_officer finance_head privacy_officer", "unmask"),
        Grant("counter_clerk registry_clerk revenue_officer", "add change"),
        Grant("privacy_officer", "export"),
    ),
)

organisations = Register(
    Organisation,
    thai="นิติบุคคลและหน่วยงาน",
    english="Organisations",
    number="นบ.{seq:05}",
    number_year="none",
    located_by=("house",),
    title="thai",
    list_columns=("register_no", "thai", "kind", "juristic_id"),
    filters=("kind",),
    search=("thai", "juristic_id"),
    errors={"juristic_id": ("DUP_ORGANISATION", "เลขทะเบียนนิติบุคคลนี้มีแล้ว")},
    grants=(Grant(OFFICE, "view"), Grant("counter_clerk registry_clerk revenue_officer", "add change export")),
)

houses = Register(
    House,
    thai="บ้าน",
    english="Houses",
    number="บ.{seq:06}",
    number_year="none",
    located_by=("building", "parcel"),
    list_columns=("register_no", "house_no", "moo", "house_register_id", "building", "parcel"),
    filters=("moo",),
    search=("house_no", "บ้าน {house_no}", "{house_no} หมู่ {moo}", "house_register_id"),
    errors={
        "house_register_id": ("DUP_HOUSE", "รหัสประจำบ้านซ้ำ"),
        "house_register_id:invalid": ("CODE", "รหัสประจำบ้าน: ต้องเป็นตัวเลข 11 หลัก ไม่มีขีด"),
    },
    title="house_no",
    reports=key_figures.HOUSE_FIGURES,
    grants=(Grant(OFFICE, "view"), Grant("registry_clerk surveyor", "add change export")),
)

households = Register(
    Household,
    thai="ครัวเรือน",
    english="Households",
    number="คร.{seq:06}",
    number_year="none",
    located_by=("house",),
    level="aggregate",
    list_columns=("register_no", "house", "head", "members"),
    layer=Layer(Circle(4, "#b5651d"), zooms=(11, 22), level="aggregate", shown=False, order=80),
    field_levels={"head": "hidden"},
    grants=(Grant("registry_clerk welfare_officer", "view add change"), Grant("welfare_officer", "unmask")),
)

system = System(
    "kernel.base_map",
    "ข้อมูลพื้นฐาน",
    "Base map and parties",
    archetype="A",
    demo=demo.load,
    registers=(areas, places, waterways, people, organisations, houses, households),
)
