"""Nightly work of executive information."""

from __future__ import annotations

from gis_core.jobs.nightly import nightly
from modules.central_administration.executive_information import snapshots


@nightly("บันทึกค่าตัวชี้วัดประจำวัน")
def keep_figures() -> None:
    """What every figure is tonight, for trends and for pages that must open at once."""
    snapshots.keep_all()
