"""Maps of one tax year: what each parcel is used for, how long it lies vacant, and how its tax stands.

How the tax stands is drawn for those alone who may see charges and assessments; the map carries a class, never a sum.
"""

from __future__ import annotations

from collections.abc import Sequence

from gis_core.ground.models import Parcel
from layers.declare import ByValue, Edged, Fill, Hatched, Label, Layer, YearMap
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxUse, TaxExemption, TaxYear
from modules.finance.revenue_collection.models.uses import Category
from modules.kernel.cases.models import Case
from modules.kernel.charges.models import Charge

ZOOMS = (14, 22)
GREEN, YELLOW, RED, GREY, WHITE = "#58a55c", "#f2cf4a", "#d2483f", "#dcdee0", "#ffffff"
BLUE, MAGENTA, ORANGE, PURPLE = "#2457a6", "#c2289c", "#ef8a2b", "#7b4fa3"
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
        edged=(Edged("standing", ("appeal",), PURPLE),),
    ),
    statement="payment_map",
    sources={"p": Parcel, "a": LandTaxAssessment, "c": Charge, "k": Case},
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

YEAR_MAPS = (uses, payments, vacancy)
