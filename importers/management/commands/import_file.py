"""A file into a register from the command line: the same steps as the wizard, without a page."""

from __future__ import annotations

import shutil
import tempfile
import time
import uuid
import zipfile
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from gis_core.access.actor import system_user
from gis_core.access.holdings import Holding
from gis_core.access.models import OrgUnit, Role, User
from gis_core.features.measure import SYSTEMS
from gis_core.pure.refusal import Refusals, Refused
from importers import batches, commit, crs, look
from importers.management.thai_errors import ThaiCommand
from importers.models import ImportBatch, StagedRow, Verdict
from importers.quarantine import WAITING, reasons_of
from importers.readers import open_source
from importers.undo import undo
from importers.work import State, Work
from layers.bound import BoundRegister
from layers.registry import registry

SHOWN = 20
USUAL = ", ".join(f"{srid} {thai}" for srid, thai in SYSTEMS.items())
READ = 1 << 20


class Command(ThaiCommand):
    typed = "./elocal import"
    help = "นำเข้าไฟล์ลงทะเบียน: ตรวจทุกแถวแล้วบอกผล; --commit บันทึก; --undo เลิกทำ"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="ไฟล์ หรือรหัสของการนำเข้าที่ตรวจไว้แล้ว")
        parser.add_argument("--register", help="ทะเบียนปลายทาง เช่น base_map-named_place; ไม่ต้องระบุหากไฟล์บอกเอง")
        parser.add_argument("--as", dest="user", help="บัญชีผู้นำเข้า; ไม่ระบุคือบัญชีระบบ ซึ่งมีสิทธิทุกทะเบียน")
        parser.add_argument("--dry-run", action="store_true", help="ตรวจอย่างเดียว (เป็นเช่นนี้อยู่แล้วหากไม่มี --commit)")
        parser.add_argument("--commit", action="store_true", help="บันทึกแถวที่ผ่าน")
        parser.add_argument("--undo", metavar="BATCH", help="เลิกทำการนำเข้า")
        parser.add_argument("--keep-edited", action="store_true", help="เลิกทำ โดยคงระเบียนที่มีผู้แก้หลังนำเข้าไว้")
        parser.add_argument("--layer", help="ชั้นข้อมูลในไฟล์")
        parser.add_argument("--encoding", help="รหัสอักษร เช่น cp874")
        parser.add_argument("--srid", type=system, help=f"ระบบพิกัด EPSG {USUAL}")
        parser.add_argument("--outside", action="store_true", help="ยอมรับข้อมูลที่อยู่นอกเขตหน่วยงาน")
        parser.add_argument("--reason", default="", help="เหตุผลของการบันทึก")

    def handle(self, *args: Any, **options: Any) -> None:
        user = account(options["user"])
        try:
            if options["undo"]:
                self._undo(user, options)
            elif options["file"]:
                self._import(user, options)
            else:
                raise CommandError("ระบุไฟล์ที่จะนำเข้า หรือ --undo กับรหัสของการนำเข้าที่จะเลิกทำ")
        except Refused as refused:
            raise CommandError(refused.thai) from refused
        except Refusals as refusals:
            raise CommandError("\n".join(each.thai for each in refusals)) from refusals

    # -- in ------------------------------------------------------------------------------------------------------------
    def _import(self, user: User, options: dict[str, Any]) -> None:
        work = self._known(user, options["file"]) or self._judged(user, options)
        self._report(work)
        if options["commit"] and not options["dry_run"]:
            self._write(work, options["reason"])

    def _known(self, user: User, text: str) -> Work | None:
        """An import judged before, named by its uid."""
        uid = _uid(text)
        return Work(_batch(uid, user), user, self._step()) if uid else None

    def _judged(self, user: User, options: dict[str, Any]) -> Work:
        with readable(Path(options["file"])) as path:
            register = self._register(path, options)
            self.stdout.write(f"{register.thai} ({register.slug})")
            batch = batches.begin(register, user, path.name, path.stat().st_size)
            with path.open("rb") as file:
                batches.put(batch, iter(lambda: file.read(READ), b""))
        batch.chosen = {name: options[name] for name in ("layer", "encoding", "srid") if options[name]}
        batch.chosen |= {"is_in_place": True} if options["outside"] else {}
        work = Work(batch, user, self._step())
        if not look.look(work):
            told = "\n".join(f"- {doubt['thai']}" for doubt in batch.found["doubts"])
            raise CommandError(f"ไฟล์ยังไม่บอกครบ ตอบด้วยตัวเลือกของคำสั่ง หรือที่ /import/{batch.uid}/\n{told}")
        for note in batch.found["notes"]:
            self.stdout.write(f"  {note}")
        batch.state = State.JUDGING
        batch.save(update_fields=["state"])
        work.judge()
        return work

    def _register(self, path: Path, options: dict[str, Any]) -> BoundRegister:
        if options["register"]:
            if options["register"] not in registry.by_slug:
                raise CommandError(f"ไม่มีทะเบียน {options['register']}: {', '.join(sorted(registry.by_slug))}")
            return registry.by_slug[options["register"]]
        with open_source(path, path.name, layer=options["layer"], encoding=options["encoding"]) as source:
            headings = [field.name for field in source.fields]
            kinds = {layer.geometry for layer in source.layers if layer.name == source.layer}
            kind = next((k for k in ("point", "line", "polygon") if any(k in str(g).lower() for g in kinds)), "")
            found: BoundRegister | None = look.guess_register(registry.registers, headings, source.layer, kind)
        if found is None:
            raise CommandError("ไฟล์ไม่บอกว่าเป็นของทะเบียนใด ระบุ --register")
        return found

    def _step(self) -> Any:
        told, last = 0.0, ""

        def step(done: int, total: int = 0, message: str = "") -> None:
            nonlocal told, last
            now = time.monotonic()
            if now - told >= 2 or message != last:
                told, last = now, message
                amount = f" {done:,}" + (f" จาก {total:,}" if total else "") if done else ""
                self.stdout.write(f"  {message}{amount}")

        return step

    def _report(self, work: Work) -> None:
        labels = {verdict.value: str(verdict.label) for verdict in Verdict}
        counts = work.batch.counts
        self.stdout.write("  ".join(f"{labels[code]} {number:,}" for code, number in counts.items()) or "ไม่มีแถว")
        refused = StagedRow.objects.filter(batch=work.batch, verdict__in=WAITING).defer("geom").order_by("row_no")
        for row in refused[:SHOWN]:
            self.stdout.write(f"  แถว {row.row_no}: " + "; ".join(str(each) for each in reasons_of(row)))
        more = refused.count() - SHOWN
        if more > 0:
            self.stdout.write(f"  … และอีก {more:,} แถว ดูทั้งหมดที่ /import/{work.batch.uid}/")
        if work.batch.state == State.JUDGED:
            self.stdout.write(f"การนำเข้า {work.batch.uid}: ยังไม่บันทึก")

    def _write(self, work: Work, reason: str) -> None:
        batch = work.batch
        if batch.state not in (State.JUDGED, State.COMMITTED):
            raise CommandError(f"บันทึกไม่ได้ตอนนี้: {State(batch.state).label}")
        batch.state, batch.reason = State.COMMITTING, reason[:300]
        batch.save(update_fields=["state", "reason"])
        commit.commit(work)
        batch = ImportBatch.objects.get(pk=batch.pk)
        if batch.message:
            raise CommandError(batch.message)
        self.stdout.write(f"บันทึกแล้ว เลิกทำได้ด้วย ./elocal import --undo {batch.uid}")

    # -- back ----------------------------------------------------------------------------------------------------------
    def _undo(self, user: User, options: dict[str, Any]) -> None:
        uid = _uid(options["undo"])
        if uid is None:
            raise CommandError("รหัสของการนำเข้าไม่ถูกต้อง คัดจากบรรทัดที่แจ้งเมื่อบันทึก หรือจากที่อยู่ของหน้าการนำเข้า")
        batch = _batch(uid, user)
        keep: list[str] = []
        try:
            undo(batch, user, options["reason"])
        except Refusals as refusals:
            edited = [each.field or "" for each in refusals if each.code == "EDITED_LATER"]
            if not options["keep_edited"] or len(edited) < len(refusals):
                raise
            keep = edited
            undo(batch, user, options["reason"], keep=keep)
        self.stdout.write("เลิกทำแล้ว" + (f" คงไว้ {len(keep)} ระเบียนที่มีผู้แก้หลังนำเข้า" if keep else ""))


def system(text: str) -> int:
    """A coordinate system by its number. Errors: ArgumentTypeError for what the library of systems does not know."""
    try:
        crs.to_lonlat(0.0, 0.0, int(text))
    except (ValueError, Refused):
        raise ArgumentTypeError(f"ไม่รู้จักระบบพิกัด “{text}” พิมพ์เลข EPSG เช่น {USUAL}") from None
    return int(text)


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _batch(uid: uuid.UUID, user: User) -> ImportBatch:
    batch = batches.find(uid, user)
    if batch is None:
        raise CommandError("ไม่พบการนำเข้านี้ หรือบัญชีนี้ไม่มีสิทธิ")
    return batch


def account(name: str | None) -> User:
    """Who imports. The system's account, which whoever runs commands on the server may use, holds every role."""
    if name:
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise CommandError(f"ไม่มีบัญชี {name}")
        return user
    user = system_user()
    unit = OrgUnit.objects.order_by("pk").values_list("pk", flat=True).first()
    codes = Role.objects.values_list("code", flat=True)
    user._holdings = tuple(Holding(code, unit or 0, None) for code in codes)  # type: ignore[attr-defined]
    return user


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """The file itself; a shapefile that is not zipped is, with the files beside it."""
    if not path.is_file():
        raise CommandError(f"ไม่พบไฟล์ {path} ตรวจชื่อและที่อยู่ของไฟล์ แล้วพิมพ์ใหม่")
    if path.suffix.lower() != ".shp":
        yield path
        return
    folder = Path(tempfile.mkdtemp(prefix="import-"))
    try:
        packed = folder / f"{path.stem}.shp.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for part in sorted(path.parent.glob(f"{path.stem}.*")):
                archive.write(part, part.name)
        yield packed
    finally:
        shutil.rmtree(folder)
