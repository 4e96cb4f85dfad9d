"""Asking the process that reads rasters, with a limit on time; it limits its own memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gis_core.pure.refusal import Refused

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = {"look": 60.0, "convert": 2 * 3600.0}
BROKEN = "อ่านภาพไม่สำเร็จ ไฟล์อาจเสียหายหรือซับซ้อนเกินกว่าที่ระบบรับได้ ลองบันทึกเป็น GeoTIFF แบบแบ่งแผ่นย่อย (tiled) ใหม่"
Progress = Callable[[float], None]


def look(path: Path) -> dict[str, Any]:
    """What a sent file is. Errors: Refused with what is wrong with it."""
    return _ask("look", {"path": str(path)}, lambda share: None)


def convert(path: Path, target: Path, order: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make the file that is served, telling how far it is (0 to 1). Errors: Refused."""
    return _ask("convert", {"path": str(path), "target": str(target)} | order, progress)


def _ask(work: str, order: dict[str, Any], progress: Progress) -> dict[str, Any]:
    command = [sys.executable, "-m", "gis_core.imagery.child", work]
    with subprocess.Popen(
        command, cwd=ROOT, env=_environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as child:  # fmt: skip
        too_long = threading.Timer(WAIT_S[work], child.kill)
        too_long.start()
        try:
            return _listen(child, order, progress)
        finally:
            too_long.cancel()
            child.kill()


def _listen(child: subprocess.Popen[str], order: dict[str, Any], progress: Progress) -> dict[str, Any]:
    assert child.stdin is not None and child.stdout is not None
    try:
        child.stdin.write(json.dumps(order))
        child.stdin.close()
    except BrokenPipeError:
        raise Refused("IMG_DAMAGED", BROKEN, "", "file") from None
    for line in child.stdout:
        told = json.loads(line) if line.startswith("{") else {}
        if "progress" in told:
            progress(told["progress"])
        elif "refused" in told:
            code, thai, field = told["refused"]
            raise Refused(code, thai, "", field)
        elif "result" in told:
            return dict(told["result"])
    # no answer: out of memory, out of time, or killed by its file
    raise Refused("IMG_DAMAGED", BROKEN, "", "file")


def _environment() -> dict[str, str]:
    """Nothing of the site's secrets goes to the process that reads foreign bytes."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
