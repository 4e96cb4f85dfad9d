"""The kinds of notice. A system registers its own when it starts, and hears of the receipt through it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gis_core.pure.refusal import Refused
from modules.kernel.notices.rules import ACT

#: The rate table of the days of service.
TABLE = "kernel.notices"
#: What a system is told: the notice, and the last day of each clock by its code.
Heard = Callable[[Any, Mapping[str, date]], None]
Shows = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Clock:
    """A period that runs from receipt; its days are the row `key` of the rate `table` on that day."""

    code: str
    thai: str
    table: str
    key: str


@dataclass(frozen=True)
class NoticeKind:
    """What is notified, under which law, and what runs from there.

    family: whose rules of service count. by_form: an officer may write one himself; the others come from their system.
    heard: called inside the change that records the receipt, and again when an order moves a last day. The day of
    receipt may lie ahead: what is posted up counts as received later. shows: what the letter prints below its text,
    a payment QR and a plan of the place.
    """

    code: str
    thai: str
    law: str
    family: str = "general"
    clocks: tuple[Clock, ...] = ()
    by_form: bool = False
    heard: Heard | None = None
    shows: Shows | None = None


_kinds: dict[str, NoticeKind] = {}


def register_kind(kind: NoticeKind) -> NoticeKind:
    """Make a kind known. Raises ValueError for a code that is taken."""
    if _kinds.get(kind.code, kind) != kind:
        raise ValueError(f"notice kind {kind.code} is registered twice")
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> NoticeKind:
    """Errors: Refused ``NOTICE_KIND`` for one that no system has registered."""
    if code not in _kinds:
        raise Refused("NOTICE_KIND", f"ไม่รู้จักหนังสือแจ้งประเภท {code}", f"{ACT} ม.69", "kind")
    return _kinds[code]


def kind_choices() -> list[tuple[str, str]]:
    """Code and Thai name of every kind, the office's own first."""
    return [(kind.code, kind.thai) for kind in sorted(_kinds.values(), key=lambda kind: not kind.by_form)]


def clock_choices() -> list[tuple[str, str]]:
    """Code and Thai name of every period that runs from a receipt."""
    return list({each.code: each.thai for kind in _kinds.values() for each in kind.clocks}.items())


GENERAL = register_kind(NoticeKind("general", "หนังสือแจ้งทั่วไป", f"{ACT} ม.69", by_form=True))
ORDER = register_kind(
    NoticeKind(
        "order",
        "หนังสือแจ้งคำสั่งทางปกครอง",
        f"{ACT} ม.40",
        clocks=(Clock("appeal", "อุทธรณ์คำสั่ง", TABLE, "general/appeal"),),
        by_form=True,
    )
)
