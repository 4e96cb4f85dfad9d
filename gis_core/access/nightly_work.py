"""Clearing up after sign-ins."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from gis_core.jobs.nightly import nightly


@nightly("ล้างช่วงการใช้งานที่หมดอายุ")
def expired_sessions() -> int:
    """Sessions that ended over a day ago leave the database."""
    gone, _ = Session.objects.filter(expire_date__lt=timezone.now() - timedelta(days=1)).delete()
    return gone
