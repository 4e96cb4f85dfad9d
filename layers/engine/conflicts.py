"""Two people at one record: what each changed since the second opened it, field by field and line by line.

`compare` knows nothing of records: three states go in, one verdict a field comes out, and nothing is lost unsaid.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine.line_history import stamps_of

#: same: both hold the same. theirs, mine: only one of the two changed it. conflict: both did, differently.
Verdict = Literal["same", "theirs", "mine", "conflict"]
Stamps = Mapping[str, Mapping[str, int]]
_ABSENT = object()


@dataclass(frozen=True)
class Compared:
    """One field or line: as it was when the second person opened it, as it is now, as he wants it. None: not there."""

    name: str
    verdict: Verdict
    base: Any
    theirs: Any
    mine: Any


def compare(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> list[Compared]:
    """The verdict of each name that any of the three knows, in the order of `mine`, then of `theirs`, then of `base`.

    A name that is missing in a state is not there in it: a line that was removed, or has only just been added.
    """
    return [_judge(name, base, theirs, mine) for name in dict.fromkeys([*mine, *theirs, *base])]


def _judge(name: str, base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Compared:
    was, now, wanted = (state.get(name, _ABSENT) for state in (base, theirs, mine))
    if _alike(now, wanted):
        verdict: Verdict = "same"
    elif _alike(wanted, was):
        verdict = "theirs"
    elif _alike(now, was):
        verdict = "mine"
    else:
        verdict = "conflict"
    return Compared(name, verdict, *(None if state is _ABSENT else state for state in (was, now, wanted)))


def _alike(one: Any, other: Any) -> bool:
    return one is other or (one is not _ABSENT and other is not _ABSENT and one == other)


# -- what a writer looked at -------------------------------------------------------------------------------------------
def line_stamps(register: BoundRegister, record: Any, keys: Iterable[str] | None = None) -> dict[str, dict[str, int]]:
    """Versions of the stored lines by their key and identifier; of all lines, or of the named ones."""
    wanted = [bound for bound in register.lines if keys is None or bound.key in set(keys)]
    return {bound.key: stamps_of(bound, record) for bound in wanted}


def token_of(register: BoundRegister, record: Any, version: int) -> str:
    """What stands for a record with its lines: another one as soon as either was written. Its number alone stands for
    the record without its lines.
    """
    stamps = line_stamps(register, record)
    rows = sorted(f"{key}:{uid}:{number}" for key, lines in stamps.items() for uid, number in lines.items())
    if not register.lines:
        return str(version)
    return f"{version}-{hashlib.sha256('|'.join(rows).encode()).hexdigest()[:12]}"


def version_in(token: str) -> int | None:
    """The record's version in a token; None for what is no token."""
    number, _, rest = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return int(number) if not rest or (len(rest) == 12 and rest.isalnum()) else None


def is_current(register: BoundRegister, record: Any, version: int, expected: int | str) -> bool:
    """Whether a record is still what a writer looked at; `expected` is a version or a token."""
    if isinstance(expected, int) or "-" not in expected:
        return version == int(expected)
    return token_of(register, record, version) == expected


def refused(version: int, expected: int | str) -> Refused:
    """The refusal that a form turns into a choice and the API into its 412."""
    if isinstance(expected, int) and expected != version:
        text = f"มีผู้แก้ไขระเบียนนี้หลังจากที่ท่านเปิดดู (รุ่น {expected} → {version}) ตรวจค่าล่าสุดแล้วบันทึกอีกครั้ง"
    else:
        text = "มีผู้แก้ไขระเบียนนี้หรือรายการย่อยหลังจากที่ท่านเปิดดู ตรวจค่าล่าสุดแล้วบันทึกอีกครั้ง"
    return Refused("CONFLICT", text)
