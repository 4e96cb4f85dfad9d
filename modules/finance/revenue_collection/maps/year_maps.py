"""Maps of one tax year: use, years vacant, how the tax stands, price, tax a rai, and signs by their tax.

What is drawn of taxes is for those alone who may see charges and assessments; a map carries a class, never a sum.
"""

from __future__ import annotations

from collections.abc import Sequence

from gis_core.ground.models import Parcel, Signboard
from layers.declare import ByValue, Circle, Edged, Fill, Hatched, Label, Layer, YearMap
from layers.map_style import COUNT_STEPS
from modules.finance.revenue_collection.maps import price_classes
from modules.finance.revenue_collection.models import (
    ArrearsEntry,
    EnforcementCase,
    LandTaxAssessment,
    LandTaxUse,
    SignTaxAssessment,
    TaxExemption,
    TaxYear,
)
from modules.finance.revenue_collection.models.uses import Category
from modules.kernel.cases.models import Case
from modules.kernel.charges.models import Charge

ZOOMS = (14, 22)
GREEN, YELLOW, RED, GREY, WHITE = "#58a55c", "#f2cf4a", "#d2483f", "#dcdee0", "#ffffff"
BLUE, MAGENTA, ORANGE, PURPLE, BLACK = "#2457a6", "#c2289c", "#ef8a2b", "#7b4fa3", "#000000"
VACANT_LINES = "#6d7278"

USES = {
    **dict(Category.choices),
    "exempt": "ได้รับยกเว้นทั้งแปลง",
    "unsurveyed": "ยังไม่สำรวจการใช้ประโยชน์ของปี",
}
USE_COLORS = {
    Category.AGRI.value: GREEN,
    Category.RESIDENTIAL.value: YELLOW,
    Category.OTHER.value: RED,
    Category.VACANT.value: GREY,
    "exempt": WHITE,
    "unsurveyed": "#fbeef8",
}
#: Principal left of a bill that is late, by the classes of the collection round.
STANDINGS = {
    "paid": ("ชำระแล้ว", GREEN),
    "part": ("ชำระบางส่วนหรือผ่อนชำระ", ORANGE),
    "open": ("แจ้งแล้ว ยังไม่ครบกำหนด", "#9cc7e8"),
    "late1": ("ค้างชำระ ไม่เกิน 1,000 บาท", "#f0a197"),
    "late2": ("ค้างชำระ 1,001 – 10,000 บาท", "#dd5a4f"),
    "late3": ("ค้างชำระ 10,001 – 100,000 บาท", "#b3202c"),
    "late4": ("ค้างชำระ เกิน 100,000 บาท", "#7a1020"),
    "appeal": ("อยู่ระหว่างคัดค้านหรืออุทธรณ์", PURPLE),
    "written_off": ("จำหน่ายหนี้สูญ", "#8a8f94"),
    "nil": ("ไม่มีภาษีต้องชำระหรือได้รับยกเว้น", "#e3e5e7"),
    "none": ("ยังไม่แจ้งการประเมินของปี", "#f7f6f2"),
}
VACANT = {
    "1": ("1 – 3 ปี", "#f6dcae"),
    "4": ("4 – 6 ปี", "#e7ac63"),
    "7": ("7 – 9 ปี", "#c9702f"),
    "10": ("10 ปีขึ้นไป", "#8a3b12"),
}
PRICE_COLORS = {
    **dict(zip("1234567", ("#fff7dc", "#fbe3a8", "#f4c873", "#e8a552", "#d77f3e", "#b9532f", "#8a2a22"), strict=True)),
    price_classes.NONE: "#e3e5e7",
}
PER_RAI = {
    "0": ("ไม่มีภาษีต้องชำระ", "#e3e5e7"),
    "1": ("ไม่เกิน 10 บาทต่อไร่", "#fde8c8"),
    "2": ("เกิน 10 – 100", "#fbc98a"),
    "3": ("เกิน 100 – 500", "#f29a55"),
    "4": ("เกิน 500 – 2,000", "#d9622f"),
    "5": ("เกิน 2,000 บาทต่อไร่", "#9c2f16"),
    "few": (f"ผู้เสียภาษีน้อยกว่า {COUNT_STEPS[0]} ราย (ไม่แสดง)", "#b4b8bc"),
}
SIGN_COLORS = {"1": "#2f8f57", "2": "#e0a02f", "3": "#b03a2e"}
SIGN_SIZES = {
    "none": ("ยังไม่ประเมินภาษีของปี", 3.0),
    "1": ("ภาษีไม่เกิน 200 บาท", 4.5),
    "2": ("ภาษีเกิน 200 – 1,000 บาท", 6.5),
    "3": ("ภาษีเกิน 1,000 – 5,000 บาท", 9.0),
    "4": ("ภาษีเกิน 5,000 บาท", 12.0),
}


def tax_years() -> Sequence[int]:
    """The tax years of the office."""
    return [int(code) for code in TaxYear.objects.values_list("code", flat=True)]


def _fill(opacity: float = 0.65) -> Fill:
    return Fill(GREY, opacity=opacity, outline="#6b6b6b", outline_width=0.6)


def _colors(classes: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {value: color for value, (_, color) in classes.items()}


def _words(classes: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {value: thai for value, (thai, _) in classes.items()}


PARCEL_CODE = Label("title", 16)

uses = YearMap(
    "use_map",
    "การใช้ประโยชน์และประเภทภาษี",
    "Use and category",
    layer=Layer(
        _fill(),
        classes=ByValue("use", USE_COLORS),
        label=PARCEL_CODE,
        zooms=ZOOMS,
        shown=False,
        order=41,
        hatched=Hatched(Category.VACANT.label, VACANT_LINES, {"use": ("vacant",)}),
        edged=(Edged("use", ("exempt",), BLUE), Edged("use", ("unsurveyed",), MAGENTA, dash=(3, 2))),
    ),
    statement="use_map",
    sources={"p": Parcel, "u": LandTaxUse, "e": TaxExemption},
    needs=("p", "u"),
    years=tax_years,
    choices=USES,
)

payments = YearMap(
    "payment_map",
    "สถานะการชำระภาษี",
    "Payment status",
    layer=Layer(
        _fill(0.75),
        classes=ByValue("standing", _colors(STANDINGS)),
        label=PARCEL_CODE,
        zooms=ZOOMS,
        shown=False,
        order=42,
        edged=(
            Edged("standing", ("appeal",), PURPLE),
            Edged("mark", ("land_office",), BLUE, 2.5, (3, 1.5), "แจ้งสำนักงานที่ดินแล้ว (ห้ามโอน)"),
            Edged("mark", ("seized",), BLACK, 3, thai="ยึดหรืออายัดแล้ว"),
        ),
    ),
    statement="payment_map",
    sources={
        "p": Parcel,
        "a": LandTaxAssessment,
        "c": Charge,
        "k": Case,
        "n": ArrearsEntry,
        "f": EnforcementCase,
    },
    needs=("p", "a", "c"),
    years=tax_years,
    choices=_words(STANDINGS),
)

vacancy = YearMap(
    "vacancy_map",
    "จำนวนปีที่ทิ้งไว้ว่างเปล่า",
    "Years left vacant",
    layer=Layer(
        _fill(0.75), classes=ByValue("since", _colors(VACANT)), label=PARCEL_CODE, zooms=ZOOMS, shown=False, order=43
    ),
    statement="vacancy_map",
    sources={"p": Parcel, "u": LandTaxUse},
    needs=("p", "u"),
    years=tax_years,
    choices=_words(VACANT),
)

prices = YearMap(
    "price_map",
    "ราคาประเมินที่ดิน (บาทต่อตารางวา)",
    "Appraisal price",
    layer=Layer(
        _fill(0.75), classes=ByValue("class", PRICE_COLORS), label=PARCEL_CODE, zooms=ZOOMS, shown=False, order=44
    ),
    statement="price_map",
    sources=price_classes.SOURCES,
    needs=("p", "v"),
    years=tax_years,
    choices=lambda: price_classes.words(price_classes.limits()),
    values=price_classes.values,
)

tax_grid = YearMap(
    "tax_grid",
    "ภาษีที่ดินต่อไร่ ช่องละ 250 เมตร",
    "Tax per rai",
    layer=Layer(_fill(0.6), classes=ByValue("level", _colors(PER_RAI)), zooms=ZOOMS, shown=False, order=45),
    statement="tax_grid",
    sources={"p": Parcel, "a": LandTaxAssessment},
    needs=("p", "a"),
    years=tax_years,
    choices=_words(PER_RAI),
    values=lambda: {"least": COUNT_STEPS[0]},
)

signs = YearMap(
    "sign_map",
    "ป้ายตามประเภทและภาษี",
    "Signboards by kind and tax",
    layer=Layer(
        Circle(4, radius_by="size", sizes=SIGN_SIZES),
        classes=ByValue("kind", SIGN_COLORS),
        label=Label("title", 17),
        zooms=ZOOMS,
        shown=False,
        order=73,
    ),
    statement="sign_map",
    sources={"s": Signboard, "a": SignTaxAssessment},
    needs=("s", "a"),
    years=tax_years,
    choices=dict(Signboard.Kind.choices),
)

YEAR_MAPS = (uses, payments, vacancy, prices, tax_grid, signs)
