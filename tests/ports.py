"""A port for a server that must be told its own."""

from __future__ import annotations

import random
import socket

#: Below those the system itself gives to outgoing connections: one of a browser would take the port in between.
LOWEST, HIGHEST = 20_000, 32_000


def free_port() -> int:
    chosen = random.SystemRandom()
    while True:
        port = chosen.randrange(LOWEST, HIGHEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
