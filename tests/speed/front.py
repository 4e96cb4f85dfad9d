"""A kept public tile through the office's nginx, against a bare nginx that serves the same bytes as a file."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.speed.report import Row
from tests.speed.tiles import chosen_paths, largest_public
from tests.speed.web import ROOT, site

CONNECTIONS = 8
SECONDS = 4
ROUNDS = 3
WORK = "kept public tile (zoom 14) through nginx"
CONF = ROOT / "docker" / "nginx"


def measure() -> list[Row]:
    """Nothing where nginx and wrk are not installed: the row is of a server in front, which is no part of `up`."""
    if not (shutil.which("nginx") and shutil.which("wrk")):
        print(f"{WORK}: apt-get install nginx-light wrk, to measure it", flush=True)
        return []
    with site() as upstream, tempfile.TemporaryDirectory() as folder, _nginx(Path(folder), upstream) as port:
        address = f"http://127.0.0.1:{port}"
        path = next(path for path in chosen_paths(largest_public(), [14], 60) if _bytes(address + path))
        (Path(folder) / "tile").write_bytes(_bytes(address + path))
        pairs = [(_wrk(address + path), _wrk(f"{address}/bare/tile")) for _ in range(ROUNDS)]
    value, against = (statistics.median(each) for each in zip(*pairs, strict=True))
    return [Row(WORK, value, "/s", against, "nginx on the file", ">= 0.8", value / against >= 0.8)]


def _bytes(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def _wrk(address: str) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found.group(1))


@contextlib.contextmanager
def _nginx(folder: Path, upstream: int) -> Iterator[int]:
    """The product's own rules on a free port of the loopback, without TLS, which would be the same for both."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder.chmod(0o755)
    (folder / "cache").mkdir(mode=0o777)
    (folder / "cache").chmod(0o777)
    named = {
        "/var/cache/nginx/tiles": str(folder / "cache"),
        "/etc/nginx/elocal_proxy.conf": str(folder / "proxy.conf"),
    }
    for name in ("cache.conf", "tiles.conf", "proxy.conf"):
        text = (CONF / name).read_text(encoding="utf-8")
        for old, new in named.items():
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(
        f"""worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; events {{ worker_connections 256; }}
http {{
    access_log off; sendfile on; keepalive_requests 1000000;
    upstream elocal_web {{ server 127.0.0.1:{upstream}; keepalive 16; }}
    include {folder}/cache.conf;
    server {{
        listen 127.0.0.1:{port};
        include {folder}/tiles.conf;
        location /bare/ {{ alias {folder}/; default_type application/vnd.mapbox-vector-tile;
                           add_header Content-Encoding gzip; }}
        location / {{ include {folder}/proxy.conf; }}
    }}
}}
""",
        encoding="utf-8",
    )
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"])
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            raise RuntimeError("nginx has stopped")
        time.sleep(0.05)
    raise RuntimeError("nginx does not listen")
