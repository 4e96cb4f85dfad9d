"""A row for every declared key figure, so that targets can be set; what the office changed stays as it is."""

from __future__ import annotations

from decimal import Decimal

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.features.seeds import seed
from gis_core.numbering import series
from gis_core.pure.thai_calendar import fiscal_year
from layers.registry import registry
from modules.central_administration.executive_information import approval
from modules.central_administration.executive_information.declared import DeclaredFigure, declared
from modules.central_administration.executive_information.models import Kpi, KpiTarget

HUNDRED = Decimal(100)
#: Of a module, or of one of its systems.
DIMENSIONS = {
    "kernel.base_map": Kpi.Dimension.SOCIAL,
    "kernel": Kpi.Dimension.FINANCE,
    "finance": Kpi.Dimension.FINANCE,
    "civil_works": Kpi.Dimension.INFRASTRUCTURE,
    "education_religion_culture": Kpi.Dimension.SOCIAL,
    "social_welfare": Kpi.Dimension.SOCIAL,
    "public_health_environment": Kpi.Dimension.ENVIRONMENT,
}
SCORES = "central_administration.executive_information.score"
#: By the end of the figure's code: the mark and where it comes from, with how sure that is.
PASS_MARKS = {
    "lpa": (Decimal(70), "เกณฑ์ผ่านการประเมินประสิทธิภาพของ อปท. (LPA) ร้อยละ 70 กรมส่งเสริมการปกครองท้องถิ่น [sure]"),
    "ita": (Decimal(85), "เกณฑ์ผ่านการประเมิน ITA 85 คะแนน สำนักงาน ป.ป.ช. ให้ตรวจกับประกาศของปีนั้น [verify]"),
}
#: As many as the page of figures goes back to.
YEARS_BACK = 3


@seed("ตัวชี้วัด")
def key_figures() -> int:
    """Write the figures that are missing, and those declared otherwise than they were approved; returns how many.

    At the first set-up all are in use; after that a new figure, or a new version of one, is a draft.
    """
    known = {kpi.code: kpi for kpi in Kpi.objects.all()}
    is_first = not any(kpi.status for kpi in known.values())
    names = {code: kpi.thai for code, kpi in known.items()}
    touched = []
    for figure in declared():
        kpi = known.get(figure.code)
        if kpi is None:
            names[figure.code] = _name(figure, set(names.values()))
            kpi = _row(figure, names[figure.code])
        elif kpi.status == Kpi.Status.RETIRED or (kpi.status and not approval.differs(kpi, figure)):
            continue
        (approval.adopt if is_first else approval.redraft)(kpi, figure)
        touched.append(kpi)
    if touched:
        with acting_as(system_user(), "บรรจุตัวชี้วัดตามที่ระบบต่าง ๆ ประกาศ"):
            _keep(touched)
    return len(touched)


def _keep(rows: list[Kpi]) -> None:
    Kpi.objects.bulk_create([kpi for kpi in rows if kpi.pk is None])
    for kpi in (kpi for kpi in rows if kpi.pk is not None):
        kpi.save()


@seed("เกณฑ์ผ่านของคะแนนจากภายนอก")
def pass_marks() -> int:
    """The marks at which a score from outside passes, of every year that the page of figures can be asked for."""
    register, this = registry.for_model(KpiTarget), fiscal_year(clock.today())
    assert register is not None  # declared beside this module
    fresh = []
    for ending, (mark, source) in PASS_MARKS.items():
        kpi = Kpi.objects.get(code=f"{SCORES}.{ending}")
        own = KpiTarget.objects.filter(kpi=kpi, area=None, of_unit=None, period="year")
        known = set(own.values_list("fiscal_year_be", flat=True))
        fresh += [_mark(kpi, year, mark, source) for year in range(this - YEARS_BACK, this + 1) if year not in known]
    if fresh:
        with acting_as(system_user(), "บรรจุเกณฑ์ผ่านของคะแนนจากภายนอก"):
            numbers = series.take_many(register.key, register.declared.number, clock.today(), len(fresh), "fiscal")
            for row, row.register_no in zip(fresh, numbers, strict=True):
                row.save()
    return len(fresh)


def _mark(kpi: Kpi, year: int, mark: Decimal, source: str) -> KpiTarget:
    """Nothing lies between passing and failing."""
    return KpiTarget(kpi=kpi, fiscal_year_be=year, target=mark, green_at=mark, amber_at=mark, source=source)


def _name(figure: DeclaredFigure, taken: set[str]) -> str:
    """Its own name, told apart by its register where another figure has the same."""
    thai = figure.kpi.thai
    return f"{thai} ({figure.register.thai})" if thai in taken else thai


def _row(figure: DeclaredFigure, thai: str) -> Kpi:
    is_share = figure.kpi.scale == HUNDRED
    return Kpi(
        code=figure.code,
        thai=thai,
        dimension=DIMENSIONS.get(figure.register.system.key)
        or DIMENSIONS.get(figure.register.system.module, Kpi.Dimension.GOVERNANCE),
        least=Decimal(0),
        most=HUNDRED if is_share else None,
    )
