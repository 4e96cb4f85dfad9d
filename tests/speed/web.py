"""The real web server and a client that costs little beside it."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gis_core.bootstrap import web_server
from gis_core.bootstrap.addresses import Listen

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def site(**environment: str) -> Iterator[int]:
    """The site as `./elocal up` runs it on two cores; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = web_server.command(Listen("127.0.0.1", port), python=sys.executable)
    server = subprocess.Popen(command, env=os.environ | environment, cwd=ROOT)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/tiles/style.json", timeout=30)
            except urllib.error.HTTPError:
                return
            return
        time.sleep(0.1)
    raise RuntimeError("the web server does not answer")


@dataclass
class Caller:
    """One keep-alive connection that asks for one address after another."""

    link: socket.socket
    data: bytearray = field(default_factory=bytearray)
    asked_at: float = 0.0


@dataclass(frozen=True)
class Load:
    """Requests a second, and the answer times in milliseconds."""

    per_second: float
    times: list[float]
    failures: int


def load(port: int, paths: Sequence[str], connections: int = 8, cookie: str = "") -> Load:
    """Ask for every path once over some connections."""
    head = f"Host: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "")
    requests = [f"GET {path} HTTP/1.1\r\n{head}\r\n".encode() for path in reversed(paths)]
    waiting = selectors.DefaultSelector()
    for _ in range(connections):
        link = socket.create_connection(("127.0.0.1", port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(link, selectors.EVENT_READ, Caller(link))
    times: list[float] = []
    failures = 0
    start = time.perf_counter()
    callers = [key.data for key in waiting.get_map().values()]
    for caller in callers:
        _ask(caller, requests)
    while len(times) < len(paths):
        for key, _ in waiting.select(60):
            caller = key.data
            caller.data += caller.link.recv(262_144)
            if _is_whole(caller.data):
                times.append((time.perf_counter() - caller.asked_at) * 1000)
                failures += not caller.data.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204"))
                caller.data.clear()
                _ask(caller, requests)
    seconds = time.perf_counter() - start
    for caller in callers:
        caller.link.close()
    return Load(len(paths) / seconds, times, failures)


def _ask(caller: Caller, requests: list[bytes]) -> None:
    if requests:
        caller.asked_at = time.perf_counter()
        caller.link.sendall(requests.pop())


def _is_whole(data: bytearray) -> bool:
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(data[:end]).lower()
    at = head.find(b"content-length:")
    size = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    return len(data) >= end + 4 + size
