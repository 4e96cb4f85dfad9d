"""The work on one batch, whoever asks for it: the worker, a test or the command line. Each part may be begun again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from gis_core.files import store
from gis_core.pure.refusal import Refused
from importers import by_drafts, match, one_by_one, staging
from importers.judging import Judging
from importers.models import ImportBatch, StagedRow
from importers.parts import column_of
from importers.readers import Source, open_source
from importers.relation import GEOM, Relation
from importers.staging import RowReader
from layers.bound import BoundRegister
from layers.declare import ByDrafts, ImportMap
from layers.engine import coverage
from layers.registry import registry

State = ImportBatch.State
Step = Callable[[int, int, str], None]


def quiet(done: int, total: int = 0, message: str = "") -> None:
    """A step that tells nobody."""


@dataclass
class Work:
    """A batch with what its register and its chosen settings make of it."""

    batch: ImportBatch
    user: Any
    step: Step = quiet

    @cached_property
    def register(self) -> BoundRegister:
        register = registry.by_key.get(self.batch.register_key)
        if register is None:
            raise Refused("NO_REGISTER", "ทะเบียนนี้ไม่มีในระบบแล้ว")
        return register

    @cached_property
    def form(self) -> ImportMap:
        return match.form_for(self.register, self.headings)

    @property
    def headings(self) -> list[str]:
        return [field["name"] for field in self.batch.found.get("fields", [])]

    @property
    def has_shape(self) -> bool:
        """Whether rows of the file bring shapes for the register."""
        return self.register.has_geometry and bool(self.batch.found.get("has_shape"))

    @property
    def writes(self) -> list[str]:
        """Columns of the register that the file, or a correction by hand, fills; child lines by their key."""
        keys = (match.UID, match.REGISTER_NO)
        names = [name for name in (*self._filled, *self.form.fixed) if name not in keys]
        names += self.batch.found.get("corrected", [])
        names = [name.partition(".")[0] for name in names]
        return list(dict.fromkeys([*names, *([GEOM] if self.register.has_geometry else [])]))

    @property
    def _filled(self) -> list[str]:
        """What the file's headings fill."""
        return [column_of(name) for name in self.batch.mapping.values()]

    @cached_property
    def reader(self) -> RowReader:
        return RowReader(self.register, self.form, self.batch.mapping, self.user)

    def relation(self, only: list[int] | None = None) -> Relation:
        said = {*self._filled, *self.batch.found.get("corrected", [])}
        return Relation(self.batch, self.register, self.writes, self.user, only, set(self.form.fixed) - said)

    def judging(self, only: list[int] | None = None) -> Judging:
        keys = match.keys_of(self.register, self.form, self.batch.mapping, self.has_shape)
        return Judging(self.relation(only), keys)

    def open(self) -> Source:
        """The file as it was chosen to be read."""
        return open_file(self.batch, self.batch.chosen)

    # -- staging and judging -------------------------------------------------------------------------------------------
    def judge(self) -> None:
        """Read what is not read yet, then judge every row; leaves the batch `judged`."""
        batch = self.batch
        if not batch.is_staged:
            with self.open() as source:
                if self.register.has_geometry and not batch.chosen.get("is_in_place"):
                    source.require_in_place()
                staging.stage(batch, self.reader, source, lambda n, total: self.step(n, total, "อ่านไฟล์"))
        self.judge_staged()
        batch.state, batch.message = State.JUDGED, ""
        batch.save(update_fields=["state", "message", "touched_at"])

    def judge_staged(self, only: list[int] | None = None) -> None:
        """Judge what is staged: all rows of the round, or only some of them."""
        judging = self.judging(only)
        before = last_change()
        if only is not None or not self.batch.checked_upto:
            self.step(0, 0, "เทียบกับทะเบียน")
            if only is None:
                judging.relation.ask("SELECT importers_analyze()")
            judging.start()
            judging.all()
        self.check(judging)
        self.count(judging)
        self.batch.judged_at_change = before if only is None else None
        self.batch.checked_upto = 0
        self.batch.save(update_fields=["judged_at_change", "counts", "checked_upto", "touched_at"])

    def check(self, judging: Judging) -> None:
        """The register's own rules: in set form where it has one, else through the engine row by row."""
        relation = judging.relation
        bulk = self.form.in_bulk
        if self.register.declared.coverage is not None:
            self.step(0, 0, "ตรวจการทับซ้อนกับทะเบียนและกันเองในไฟล์")
            judging.refuse(coverage.judge_many(self.register, relation.shapes(), relation.params, self.user))
        if not one_by_one.is_needed(relation, self.form):
            self.step(0, 0, "ตรวจตามกฎของทะเบียน")
            if isinstance(bulk, ByDrafts):
                judging.refuse(by_drafts.refusals(relation, bulk, self.told("ตรวจตามกฎของทะเบียน")))
                return
            if bulk and bulk.check:
                judging.refuse(bulk.check(relation.as_records()))
            if relation.lines:
                judging.refuse(by_drafts.line_refusals(relation, self.told("ตรวจตามกฎของทะเบียน")))
            return
        total = self.batch.staged_rows
        for piece in one_by_one.live_rows(relation, self.batch.checked_upto):
            judging.refuse(one_by_one.rehearse(relation, piece))
            if relation.only is None:
                self.batch.checked_upto = piece[-1].row_no
                ImportBatch.objects.filter(pk=self.batch.pk).update(checked_upto=self.batch.checked_upto)
            self.step(piece[-1].row_no, total, "ตรวจตามกฎของทะเบียนทีละแถว")

    def told(self, message: str) -> Callable[[int], None]:
        """A step for what goes through the rows in pieces: it takes the number of the last one."""
        return lambda row_no: self.step(row_no, self.batch.staged_rows, message)

    def count(self, judging: Judging) -> Mapping[str, int]:
        counts = self.batch.counts = dict(judging.counts())
        return counts


def open_file(batch: ImportBatch, chosen: Mapping[str, Any]) -> Source:
    """The stored file, read with what was chosen; what was not chosen is found."""
    names = ("encoding", "srid", "layer", "axis")
    options = {name: chosen[name] for name in names if chosen.get(name)}
    return open_source(store.path_of(batch.sha256), batch.file_name, **options)


def last_change() -> int:
    """The number of the newest change in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM gis_change")
        return int(cursor.fetchone()[0])


def live_count(batch: ImportBatch) -> int:
    """Rows that a commit would write now."""
    return _good(batch).filter(round=batch.round).count()


def written_count(batch: ImportBatch) -> int:
    """Rows that commits have written."""
    return _good(batch).filter(round__lt=batch.round).count()


def _good(batch: ImportBatch) -> QuerySet[StagedRow]:
    return StagedRow.objects.filter(batch=batch, verdict__in=("new", "changed"))
