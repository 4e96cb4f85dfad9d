"""Front-end files: fetched by npm from its lock, the ready-made ones copied to where the site serves them."""

import re
import shutil
import subprocess
from pathlib import Path

from gis_core.bootstrap import stamps
from gis_core.bootstrap.console import Step, Stop
from gis_core.bootstrap.places import LOGS, ROOT, STATE, locked

SOURCE = ROOT / "map_ui"
VENDOR = SOURCE / "static" / "vendor"
STAMP = VENDOR / ".stamp"
PACKAGES = STATE / "npm"

# target folder -> files below node_modules; a `*` takes all that match
FILES: dict[str, tuple[str, ...]] = {
    "maplibre-gl": (
        "maplibre-gl/dist/maplibre-gl.js",
        "maplibre-gl/dist/maplibre-gl.css",
        "maplibre-gl/dist/maplibre-gl-csp.js",
        "maplibre-gl/dist/maplibre-gl-csp-worker.js",
        "maplibre-gl/LICENSE.txt",
    ),
    "maplibre-gl-leaflet": (
        "@maplibre/maplibre-gl-leaflet/leaflet-maplibre-gl.js",
        "@maplibre/maplibre-gl-leaflet/LICENSE",
    ),
    "htmx": ("htmx.org/dist/htmx.min.js", "htmx.org/LICENSE"),
    "sarabun": (
        *(f"@fontsource/sarabun/files/sarabun-{script}-{weight}-{style}.woff2"
          for script in ("thai", "latin", "latin-ext") for weight in (400, 600, 700) for style in ("normal", "italic")),
        "@fontsource/sarabun/LICENSE",
    ),
}  # fmt: skip
SOURCE_MAP = re.compile(rb"^(//# sourceMappingURL=.*|/\*# sourceMappingURL=.*\*/)\s*$", re.MULTILINE)


def ensure() -> None:
    """Fetches and copies when the lock, or the list above, changed."""
    wanted = stamps.digest(SOURCE / "package.json", SOURCE / "package-lock.json", Path(__file__))
    if stamps.is_current(STAMP, wanted):
        return
    with locked("setup"), Step("front-end packages"):
        if stamps.is_current(STAMP, wanted):
            return
        _fetch()
        _copy()
        stamps.write(STAMP, wanted)


def _fetch() -> None:
    PACKAGES.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(SOURCE / name, PACKAGES / name)
    log = LOGS / "npm.log"
    # leaflet is a peer of the bridge; the one that django-leaflet brings is used
    command = ["npm", "ci", "--ignore-scripts", "--omit=peer", "--no-audit", "--no-fund"]
    with open(log, "ab") as output:
        done = subprocess.run(command, cwd=PACKAGES, stdout=output, stderr=output)
    if done.returncode:
        raise Stop(f"front-end packages could not be fetched; the reason is in {log}")


def _copy() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for folder, sources in FILES.items():
        target = VENDOR / folder
        target.mkdir(parents=True)
        for source in sources:
            content = (PACKAGES / "node_modules" / source).read_bytes()
            (target / Path(source).name).write_bytes(
                without_source_map(content) if source.endswith((".js", ".css")) else content
            )


def without_source_map(content: bytes) -> bytes:
    """Hashed static storage follows the reference to a source map, which is not shipped, and would stop."""
    return SOURCE_MAP.sub(b"", content)
