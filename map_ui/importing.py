"""What the page of an import shows: what the file is, what would happen to each row, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gis_core.features.measure import SYSTEMS
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refused
from importers import match, parts
from importers.look import doubts_of
from importers.models import StagedRow, Verdict
from importers.quarantine import reasons_of
from importers.relation import GEOM
from importers.work import State, Work, live_count
from layers.engine.rows import readable_lines
from map_ui.display import masked
from map_ui.references import References

PAGE = 50
ENCODINGS = (("utf-8", "UTF-8"), ("cp874", "TIS-620 / CP874 (Windows ไทย)"), ("utf-16", "UTF-16"))
RED, GREY = dict.fromkeys(("refused", "quarantined"), "red"), dict.fromkeys(("same", "left", "lines"), "grey")
TONES = {"new": "green", "changed": "amber"} | RED | GREY
TEMPLATES = {
    State.UPLOADING: "unsent",
    State.ASKING: "asking",
    State.REFUSED: "asking",
    State.JUDGED: "preview",
    State.COMMITTED: "preview",
    State.UNDONE: "preview",
}
STEPS = ("ส่งไฟล์", "ตรวจสิ่งที่พบ", "ตรวจทุกแถว", "บันทึก")
STEP_OF = {
    State.UPLOADING: 0,
    State.LOOKING: 1,
    State.ASKING: 1,
    State.REFUSED: 1,
    State.JUDGING: 2,
    State.JUDGED: 2,
    State.COMMITTING: 3,
    State.COMMITTED: 4,
    State.UNDOING: 4,
    State.UNDONE: 4,
}


@dataclass(frozen=True)
class Difference:
    """One column of a known record: what is stored, what the file says, and whether it will be written."""

    thai: str
    before: str
    after: str
    is_written: bool


@dataclass(frozen=True)
class Line:
    """One staged row as a line of the table."""

    row: StagedRow
    cells: list[str]
    reasons: list[Refused]
    differences: list[Difference]

    @property
    def tone(self) -> str:
        return TONES[self.row.verdict]

    @property
    def can_be_fixed(self) -> bool:
        return self.row.verdict in (Verdict.REFUSED, Verdict.QUARANTINED)


class ImportPage:
    """The page of one import for one reader; `is_own` when the reader may decide."""

    def __init__(self, work: Work, user: Any, is_own: bool) -> None:
        self.work, self.user, self.is_own = work, user, is_own
        self.batch, self.register = work.batch, work.register
        self.refusals: list[Refused] = []

    @property
    def template(self) -> str:
        return TEMPLATES.get(State(self.batch.state), "waiting")

    def context(self, query: Mapping[str, str]) -> dict[str, Any]:
        found = {
            "page": self,
            "batch": self.batch,
            "register": self.register,
            "work": self.work,
            "is_own": self.is_own,
            "refusals": self.refusals,
            "steps": [(text, n, STEP_OF[State(self.batch.state)]) for n, text in enumerate(STEPS)],
        }
        if self.template == "asking":
            return found | {"columns": self.columns(self.batch.mapping)}
        return found | (self.table(query) if self.template == "preview" else {})

    def asking(self, mapping: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The context of the page on which columns are matched, also those of rows that are judged already."""
        return self.context({}) | {"columns": self.columns(self.batch.mapping if mapping is None else mapping)}

    @cached_property
    def job(self) -> JobProgress | None:
        return JobProgress.objects.filter(uid=self.batch.job_uid).first() if self.batch.job_uid else None

    # -- what was found ------------------------------------------------------------------------------------------------
    @property
    def found(self) -> dict[str, Any]:
        return self.batch.found

    @property
    def doubts(self) -> list[dict[str, str]]:
        return doubts_of(self.work, self.work.form) if self.found else []

    @property
    def doubt_codes(self) -> set[str]:
        return {doubt["code"] for doubt in self.doubts}

    @property
    def crs_thai(self) -> str:
        srid = self.found.get("srid")
        return SYSTEMS.get(srid, f"EPSG:{srid}") if srid else "ไม่ทราบ"

    @property
    def systems(self) -> list[tuple[str, str, bool]]:
        """(value, Thai, chosen): those that fit first, then all the office knows."""
        now = f"{self.found.get('srid') or ''}:{self.found.get('axis') or 'xy'}"
        fitting = [(f"{c['srid']}:{c['axis']}", c["thai"]) for c in self.found.get("crs_choices", [])]
        known = {value for value, _ in fitting}
        rest = [(f"{srid}:xy", name) for srid, name in SYSTEMS.items() if f"{srid}:xy" not in known]
        return [(value, name, value == now) for value, name in (*fitting, *rest)]

    @property
    def encodings(self) -> list[tuple[str, str, bool]]:
        now = str(self.found.get("encoding", "")).lower()
        names = dict(ENCODINGS)
        if now and now not in names:
            names = {now: now.upper(), **names}
        return [(value, name, value == now) for value, name in names.items()]

    @property
    def asks_encoding(self) -> bool:
        return self.found.get("encoding_how") in ("cpg", "guessed", "given")

    def columns(self, mapping: Mapping[str, str]) -> list[dict[str, Any]]:
        """Each heading with the first values below it and the column it fills."""
        known = match.targets(self.register)
        samples = list(zip(*self.found.get("sample", []), strict=True))
        rows = []
        for number, field in enumerate(self.found.get("fields", [])):
            chosen = mapping.get(field["name"], "")
            texts = [text for text in (samples[number] if number < len(samples) else ()) if text][:3]
            rows.append(
                {
                    "number": number,
                    "heading": field["name"],
                    "sample": " · ".join(texts),
                    "options": [
                        (t.name, t.thai + (" *" if t.is_required else ""), t.name == chosen) for t in known.values()
                    ],
                    "is_matched": bool(chosen),
                }
            )
        return rows

    @property
    def fixed(self) -> list[tuple[str, str]]:
        """What every row of such a file has: (column, value as people read it)."""
        found = []
        for name, value in self.work.form.fixed.items():
            column = self.register.by_name[name]
            if "{" not in value and name not in self.sources:
                found.append((column.thai, column.choices.get(value, value)))
        return found

    @property
    def missing(self) -> list[str]:
        return [t.thai for t in match.missing(self.register, self.work.form, self.batch.mapping)]

    # -- what would happen ---------------------------------------------------------------------------------------------
    @property
    def verdicts(self) -> list[dict[str, Any]]:
        counts = self.batch.counts
        return [
            {"code": v.value, "thai": v.label, "count": counts[v.value], "tone": TONES[v.value]}
            for v in Verdict
            if counts.get(v.value)
        ]

    @property
    def total(self) -> int:
        return sum(self.batch.counts.values())

    @cached_property
    def overlapping(self) -> int:
        """How many rows overlap, where those are most of the file: then it lies beside its place, as one does whose
        datum is not the one it was read with. 0 where they are fewer, and they are not even counted.
        """
        if self.register.declared.coverage is None or 2 * self.batch.counts.get(Verdict.REFUSED.value, 0) <= self.total:
            return 0
        refused = StagedRow.objects.filter(batch=self.batch, verdict=Verdict.REFUSED)
        found = refused.filter(reasons__contains=[{"code": "OVERLAP"}]).count()
        return found if 2 * found > self.total else 0

    @cached_property
    def live(self) -> int:
        """Rows that pressing the button would write."""
        return live_count(self.batch) if self.batch.state in (State.JUDGED, State.COMMITTED) else 0

    @property
    def waiting(self) -> int:
        return sum(self.batch.counts.get(v, 0) for v in ("refused", "quarantined"))

    @property
    def overwritable(self) -> list[tuple[str, str, bool]]:
        """Columns in which known records differ: (name, Thai, whether the file overwrites them)."""
        chosen = self.batch.overwrite
        found = StagedRow.objects.filter(batch=self.batch, round=self.batch.round, verdict=Verdict.CHANGED)
        names = {name for differs in found.values_list("differs", flat=True)[:5000] for name in differs or ()}
        return [(n, self.thai_of(n), chosen is None or n in chosen) for n in self.work.writes if n in names]

    def thai_of(self, name: str) -> str:
        if name == GEOM:
            return str(self.register.model._meta.get_field(GEOM).verbose_name)
        thai = {bound.key: bound.thai for bound in self.register.lines}
        return self.register.by_name[name].thai if name in self.register.by_name else thai.get(name, name)

    @cached_property
    def sources(self) -> dict[str, parts.Source]:
        """By column where the file has it."""
        return parts.sources(self.batch.mapping)

    @cached_property
    def shown(self) -> list[str]:
        """The columns that the file fills, in its order."""
        closed = self.line_keys - {bound.key for bound in readable_lines(self.register, self.user)}
        mapping = self.batch.mapping
        names = (parts.column_of(mapping[heading]) for heading in self.work.headings if heading in mapping)
        return [name for name in dict.fromkeys(names) if name.partition(".")[0] not in closed]

    @property
    def headings(self) -> list[str]:
        """What the file calls them."""
        return [self.sources[name].label for name in self.shown]

    @property
    def passed_over(self) -> list[str]:
        """The file's columns that fill nothing; those the shape was made of do."""
        fields = self.found.get("fields", [])
        return [f["name"] for f in fields if f["name"] not in self.batch.mapping and not f.get("is_place")]

    @property
    def line_keys(self) -> set[str]:
        return {bound.key for bound in self.register.lines}

    @property
    def has_map(self) -> bool:
        return self.register.has_geometry

    def table(self, query: Mapping[str, str]) -> dict[str, Any]:
        """A page of the table, of one verdict or all."""
        verdict = query.get("verdict", "")
        if verdict not in Verdict.values:
            verdict = next((v for v in ("refused", "quarantined") if self.batch.counts.get(v)), "")
            verdict = "" if "verdict" in query else verdict
        rows = StagedRow.objects.filter(batch=self.batch)
        if verdict:
            rows = rows.filter(verdict=verdict)
        after = query.get("after", "")
        if after.isdecimal() and len(after) < 10:
            rows = rows.filter(row_no__gt=int(after))
        found = list(rows.order_by("row_no").defer("geom")[: PAGE + 1])
        more = found[PAGE - 1].row_no if len(found) > PAGE else None
        return {"lines": self.lines(found[:PAGE]), "verdict": verdict, "more": more, "after": after}

    def lines(self, rows: Sequence[StagedRow]) -> list[Line]:
        before = self._stored(rows)
        return [
            Line(row, [self._cell(row, name) for name in self.shown], reasons_of(row), self._differences(row, before))
            for row in rows
        ]

    def _cell(self, row: StagedRow, name: str) -> str:
        if row.corrected and name in row.corrected:
            text = row.corrected[name]
            return " – ".join(filter(None, text.values())) if isinstance(text, dict) else str(text)
        cell = self.sources[name].cell(row.raw) if name in self.sources else None
        return "" if cell is None else str(cell)

    # -- before and after ----------------------------------------------------------------------------------------------
    def _stored(self, rows: Iterable[StagedRow]) -> dict[Any, Any]:
        uids = [row.record_uid for row in rows if row.verdict == Verdict.CHANGED and row.round == self.batch.round]
        if not uids:
            return {}
        query = self.register.model._default_manager.filter(uid__in=uids)
        if self.register.has_geometry:
            query = query.defer("geom")
        names = [c.name for c in self.register.columns if c.kind == "reference"]
        return {record.uid: record for record in query.select_related(*names)}

    def _differences(self, row: StagedRow, before: Mapping[Any, Any]) -> list[Difference]:
        record = before.get(row.record_uid)
        if record is None:
            return []
        readable = {column.name for column in self.register.readable(self.user)}
        may_unmask = self.register.may_unmask(self.user)
        references = References(self.user)
        chosen = self.batch.overwrite
        found = []
        for name in row.differs or ():
            is_written = chosen is None or name in chosen
            after = self._cell(row, name)
            if name == GEOM:
                found.append(Difference(self.thai_of(name), "รูปเดิม", "รูปใหม่ในไฟล์", is_written))
            elif name in self.line_keys:
                found.append(Difference(self.thai_of(name), "รายการเดิม", "เพิ่มหรือแก้ตามไฟล์", is_written))
            elif name in readable:
                column, value = self.register.by_name[name], getattr(record, name)
                text = (
                    references.text(value)
                    if column.kind == "reference"
                    else masked(self.register, column, value, may_unmask)
                )
                found.append(Difference(column.thai, text or "(ว่าง)", str(after), is_written))
            else:
                found.append(Difference(self.thai_of(name), "••••••", str(after), is_written))
        return found
