"""A file's headings find their columns: by the register's map, by what people confirmed before, by the Thai and English
names of the columns.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from gis_core.pure.thai_text import name_key
from importers import parts
from importers.models import KnownHeadings
from importers.parts import column_of
from layers.bound import BoundRegister, Column
from layers.declare import ImportMap, LinesMap

UID, REGISTER_NO = "uid", "register_no"
#: Columns that every record is given.
GIVEN = (UID, REGISTER_NO, "status", "org_unit")
UID_NAMES = ("uid", "รหัสอ้างอิง")
#: What a shapefile leaves of a heading.
SHORT = 10


@dataclass(frozen=True)
class Target:
    """A column that a file may fill, or a part of one; `is_key` ones only tell which record a row is."""

    name: str
    thai: str
    is_required: bool = False
    is_key: bool = False
    column: Column | None = None
    is_part: bool = False


def targets(register: BoundRegister) -> dict[str, Target]:
    """By name: the public identifier, the register number, and what an officer would type."""
    found = {UID: Target(UID, "รหัสอ้างอิง (ใช้จับคู่)", is_key=True)}
    if REGISTER_NO in register.by_name:
        found[REGISTER_NO] = Target(REGISTER_NO, "เลขทะเบียน (ใช้จับคู่)", is_key=True)
    for column in register.form_columns:
        if column.kind != "geometry" and column.name not in found:
            found |= _with_parts(Target(column.name, column.thai, column.required, column=column))
    return found | _line_targets(register)


def _with_parts(target: Target) -> dict[str, Target]:
    """A column, and what it can be put together from."""
    found, whole = {target.name: target}, _whole(target)
    for part in whole.parts if whole else ():
        name = parts.part_name(target.name, part)
        found[name] = Target(name, f"{target.thai} → {part.thai}", column=target.column, is_part=True)
    return found


def _whole(target: Target) -> parts.Whole | None:
    return parts.KINDS.get(target.column.kind) if target.column and not target.is_part else None


def line_maps(register: BoundRegister) -> dict[str, LinesMap]:
    """By key the child lines that files of the register may hold."""
    return {lines.lines: lines for form in reversed(register.import_maps) for lines in form.lines}


def _line_targets(register: BoundRegister) -> dict[str, Target]:
    """Columns of child lines, named by their key and a dot."""
    maps, found = line_maps(register), {}
    for bound in register.lines:
        for column in bound.columns if bound.key in maps else ():
            name = f"{bound.key}.{column.name}"
            found |= _with_parts(Target(name, f"{bound.thai}: {column.thai}", column=column))
    return found


def folded(text: str) -> str:
    """A heading as it is compared: no case, spaces, dots, underscores or unit in brackets."""
    plain = re.sub(r"[(\[].*?[)\]]", "", text)
    return whole(plain or text)


def whole(text: str) -> str:
    """A heading with what it has in brackets: "owner (person)" is not "owner (company)"."""
    return name_key(text)


#: Units that headings have in brackets, each with its spellings. Wah, with or without rai and ngan, are read as such.
UNITS = [
    {whole(spelling) for spelling in spellings.split()}
    for spellings in (
        "มม. มิลลิเมตร mm", "ซม. เซนติเมตร cm", "ม. เมตร m", "กม. กิโลเมตร km", "ตร.ม. ตารางเมตร m2", "ตร.กม. ตารางกิโลเมตร",
        "ไร่ rai", "ตร.ว. ตารางวา วา ไร่-งาน-ตร.ว. ไร่-งาน-วา ไร่-งาน-ตารางวา",
    )
]  # fmt: skip


def unit_of(heading: str) -> int | None:
    """Which of the units a heading has in brackets."""
    found = re.search(r"[(\[](.*?)[)\]]", heading)
    return next((n for n, unit in enumerate(UNITS) if found and whole(found[1]) in unit), None)


def form_for(register: BoundRegister, headings: Sequence[str]) -> ImportMap:
    """The form of file whose headings are all (or most) there; the first one when none is."""
    have = {folded(heading) for heading in headings}

    def score(form: ImportMap) -> tuple[float, int]:
        wanted = {folded(heading) for heading in form.columns}
        hits = len(wanted & have)
        return (hits / len(wanted) if wanted else 0.0, hits)

    best = max(register.import_maps, key=score)
    return best if score(best)[1] else next((f for f in register.import_maps if not f.fixed), register.import_maps[0])


def propose(register: BoundRegister, form: ImportMap, headings: Sequence[str]) -> dict[str, str]:
    """Heading -> column for every heading that is understood; each column once, whole or in parts."""
    known = targets(register)
    wholes = {name: target for name, target in known.items() if not target.is_part}
    names = _names(register, form, wholes)
    units = _units(form, wholes)
    remembered = recall(register, headings)
    is_utf8 = all(len(heading.encode()) <= SHORT for heading in headings)
    found: dict[str, str] = {}
    for heading in headings:
        name = remembered.get(heading) if remembered is not None else _named(heading, names, units, is_utf8)
        if name in known and name not in found.values():
            found[heading] = name
    return found if remembered is not None else _in_parts(form, headings, wholes, found)


def _in_parts(
    form: ImportMap, headings: Sequence[str], wholes: Mapping[str, Target], found: Mapping[str, str]
) -> dict[str, str]:
    """What was found, and columns in parts where the file has them so: a heading of square wah beside one of rai is no
    whole area. A heading that can be nothing but the whole stands.
    """
    result = dict(found)
    kinds = Counter(target.column.kind for target in wholes.values() if target.column)
    for name, target in wholes.items():
        whole = _whole(target)
        if whole is None or target.column is None:
            continue
        own = [target.thai, *(heading for heading, column in form.columns.items() if column == name)]
        proposal = parts.proposed(headings, name, whole, own, kinds[target.column.kind] == 1)
        told = next((heading for heading, column in found.items() if column == name), None)
        if told is not None:
            if list(proposal.values()).count(proposal.get(told, "")) != 1:
                continue
            del result[told]
        for heading, part in proposal.items():
            if heading not in result and part not in result.values():
                result[heading] = part
    return result


def _names(register: BoundRegister, form: ImportMap, known: Mapping[str, Target]) -> dict[str, str]:
    """Folded name -> column. The register's own map goes before its labels, labels before names of the model.

    Headings and labels that differ in their brackets alone are known by the whole: without them one could mean either.
    """
    names: dict[str, str] = {}
    for name in known:
        names.setdefault(folded(name), name)
    often = Counter(folded(target.thai) for target in known.values())
    for name, target in known.items():
        if often[folded(target.thai)] == 1:
            names[folded(target.thai)] = name
        names[whole(target.thai)] = name
        if target.is_key:
            names[folded(target.thai.split(" (")[0])] = name
    if REGISTER_NO in known:
        names[folded(register.by_name[REGISTER_NO].thai)] = REGISTER_NO
    names |= {folded(name): UID for name in UID_NAMES}
    told = {heading: f"{m.lines}.{name}" for m in form.lines for heading, name in m.columns.items()}
    told |= dict(form.columns)
    often = Counter(map(folded, told))
    names |= {folded(heading): name for heading, name in told.items() if often[folded(heading)] == 1}
    return names | {whole(heading): name for heading, name in told.items()}


def _units(form: ImportMap, known: Mapping[str, Target]) -> dict[str, set[int | None]]:
    """Column -> the units its label and its headings have in brackets."""
    found: dict[str, set[int | None]] = {name: {unit_of(target.thai)} for name, target in known.items()}
    for heading, name in form.columns.items():
        found.setdefault(name, set()).add(unit_of(heading))
    return {name: units - {None} for name, units in found.items()}


def is_cut_off(heading: str, is_utf8: bool) -> bool:
    """Whether a shapefile may have cut a heading. In UTF-8 that leaves no more than three Thai letters, the last of
    which may be cut as well; a whole word of a part is no such rest.
    """
    thai = heading.encode("utf-8")
    short_thai = (
        is_utf8
        and whole(heading) not in parts.SPELLINGS
        and len(thai) > len(heading)
        and SHORT - 2 <= len(thai) <= SHORT
    )
    return len(heading) == SHORT or len(heading.encode("cp874", "replace")) == SHORT or short_thai


def _named(
    heading: str, names: Mapping[str, str], units: Mapping[str, set[int | None]], is_utf8: bool = False
) -> str | None:
    """A unit in brackets may be left out, but not be another one: metres would be stored as centimetres. `is_utf8`: a
    shapefile may have cut it within that many bytes of UTF-8.
    """
    text = folded(heading)
    for known in (whole(heading), text):
        if known in names:
            own = units.get(names[known], set())
            return names[known] if not own or unit_of(heading) in {None, *own} else None
    if is_cut_off(heading, is_utf8):
        cut_off = {column for name, column in names.items() if name.startswith(text)}
        return cut_off.pop() if len(cut_off) == 1 else None
    return None


# -- remembered --------------------------------------------------------------------------------------------------------
def fingerprint(headings: Iterable[str]) -> str:
    """The same headings in any order are the same kind of file."""
    return hashlib.sha256("\x1f".join(sorted(headings)).encode()).hexdigest()


def recall(register: BoundRegister, headings: Iterable[str]) -> dict[str, str] | None:
    """What was confirmed for such a file before."""
    return (
        KnownHeadings.objects.filter(register_key=register.key, headings_sha256=fingerprint(headings))
        .values_list("mapping", flat=True)
        .first()
    )


def remember(register: BoundRegister, headings: Iterable[str], mapping: Mapping[str, str]) -> None:
    """Keep what somebody confirmed, for the next file with the same headings."""
    KnownHeadings.objects.update_or_create(
        register_key=register.key, headings_sha256=fingerprint(headings), defaults={"mapping": dict(mapping)}
    )


# -- is it enough ------------------------------------------------------------------------------------------------------
def missing(register: BoundRegister, form: ImportMap, mapping: Mapping[str, str]) -> list[Target]:
    """Required columns that nothing of the file fills; without a key to known records they make every row refused."""
    filled = {*map(column_of, mapping.values()), *form.fixed}
    return [target for target in targets(register).values() if target.is_required and target.name not in filled]


def can_create(register: BoundRegister) -> bool:
    """Whether one of the register's forms of file can fill every column that a new record must have. What a register
    derives is taken for filled.
    """
    if register.declared.derive is not None:
        return True
    may_fill = {*targets(register), *register.declared.where, *GIVEN} | ({"geom"} if register.has_geometry else set())
    return any(_needed(register) <= may_fill | set(form.fixed) for form in register.import_maps)


def _needed(register: BoundRegister) -> set[str]:
    """Columns that have no value of themselves."""
    found = set()
    for field in register.model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        has_value = field.null or field.has_default() or field.has_db_default() or (is_text and field.blank)
        if not (field.primary_key or field.generated or has_value):
            found.add(field.name)
    return found


def keys_of(register: BoundRegister, form: ImportMap, mapping: Mapping[str, str], has_shape: bool) -> list[list[str]]:
    """Sets of columns by which a row may be a known record, the surest first."""
    filled = {
        *map(column_of, mapping.values()),
        *form.fixed,
        *(["geom"] if has_shape and register.has_geometry else []),
    }
    wanted: list[list[str]] = [[UID], list(form.keys)]
    if not form.keys:
        wanted += [[REGISTER_NO], *([f.name] for f in _unique_fields(register))]
    return [keys for keys in wanted if keys and set(keys) <= filled]


def _unique_fields(register: BoundRegister) -> list[Any]:
    names = {column.name for column in register.form_columns}
    return [f for f in register.model._meta.concrete_fields if f.unique and f.name in names]
