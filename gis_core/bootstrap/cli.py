"""`./elocal COMMAND`: finds the command and turns its end into an exit code."""

import signal
import sys
from collections.abc import Callable
from types import FrameType

from gis_core.bootstrap import backup, checks, importing, managing, testing, up
from gis_core.bootstrap.console import Stop, say

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
HELP = """ELOCAL  ระบบภูมิสารสนเทศองค์กรปกครองส่วนท้องถิ่น (GIS of a Thai local authority)

  ./elocal up [--listen ADDR[:PORT]] [--port 8000] [--parcels N | --no-demo]
                      ติดตั้งสิ่งที่ขาดและเปิดระบบ; หยุดด้วย Ctrl-C  (install what is missing, start; Ctrl-C stops)
  ./elocal install [--no-database]
                      ติดตั้งอย่างเดียว ไม่เปิดระบบ  (install only)
  ./elocal test [--all] [pytest arguments]
                      ทดสอบกับฐานข้อมูลชั่วคราว  (run the tests against a throw-away database)
  ./elocal check      ตรวจคุณภาพโค้ด  (lint, types, import contracts)
  ./elocal bench      วัดความเร็ว  (measure)
  ./elocal backup FILE            สำรองฐานข้อมูลและไฟล์แนบ  (database and attachments into one file)
  ./elocal restore FILE [--replace]
                      กู้คืน  (restore; --replace overwrites a database that holds data)
  ./elocal import FILE [--register NAME] [--dry-run] [--commit] [--undo BATCH]
                      นำเข้าไฟล์ลงทะเบียน  (bring a file into a register; without --commit it only tells what would happen)
  ./elocal manage COMMAND ...     คำสั่งของ Django  (Django's manage.py with the right environment)

  ใช้เซิร์ฟเวอร์ฐานข้อมูลที่มีอยู่ / existing server: ELOCAL_DB_HOST=... (environment or .elocal/elocal.env)
"""


def main(arguments: list[str]) -> int:
    """Runs one command; `Stop` is printed as its one line."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older machine starts with
        say("elocal needs Python 3.11 or newer; type: apt-get install -y python3")
        return 1
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name in {"help", "--help", "-h"}:
        print(HELP)
        return 0
    command = commands().get(name)
    if command is None:
        say(f"elocal: no command '{name}'; ./elocal --help lists them")
        return 2
    for number in ENDING:
        signal.signal(number, _interrupt)
    try:
        return command(rest)
    except Stop as stop:
        say(f"elocal: {stop}")
        return stop.code
    except KeyboardInterrupt:
        return 130


def _interrupt(number: int, frame: FrameType | None) -> None:
    """A polite kill unwinds like Ctrl-C: every `finally` stops what it started; a second one does not disturb that."""
    for other in ENDING:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


def commands() -> dict[str, Callable[[list[str]], int]]:
    """Name of the command -> what runs it."""
    return {
        "up": up.up,
        "test": testing.test,
        "check": checks.check,
        "bench": testing.bench,
        "backup": backup.backup,
        "restore": backup.restore,
        "install": managing.install,
        "import": importing.import_file,
        "manage": managing.manage,
    }
