"""Background work of this system: the monthly file, and cards for owners who have none."""

from __future__ import annotations

from gis_core.files import store
from gis_core.jobs.background import Job, background
from gis_core.jobs.nightly import nightly
from layers.registry import registry
from modules.finance.property_register import cards, monthly
from modules.finance.property_register.models import ControlFile


@background("นำเข้าแฟ้มรายเดือนของสำนักงานที่ดิน")
def bring_in_month(job: Job, sha256: str, name: str, period: str) -> str:
    """Read the ZIP that was put into the store under its fingerprint; gives the page of the file."""
    job.step(0, 1, "อ่านและจับคู่กับแปลง")
    file = monthly.bring_in(store.path_of(sha256), name, sha256, period)
    job.step(1, 1)
    register = registry.for_model(ControlFile)
    return register.record_url(file.uid)  # type: ignore[union-attr]


@nightly("เปิดบัตรเจ้าของทรัพย์สิน (ผ.ท.4)")
def open_cards() -> None:
    cards.open_cards()
