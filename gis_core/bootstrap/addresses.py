"""Where the web server listens and by which names it may be called."""

import re
import socket
import subprocess
from dataclasses import dataclass

from gis_core.bootstrap.console import Stop

EVERYWHERE = {"0.0.0.0", "::"}


@dataclass(frozen=True)
class Listen:
    """Address and port of the web server."""

    address: str
    port: int

    @property
    def bind(self) -> str:
        """Address and port in one word."""
        return f"{bracketed(self.address)}:{self.port}"

    @property
    def probe_url(self) -> str:
        """Where the server answers from this machine."""
        local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.address, self.address)
        return f"http://{bracketed(local)}:{self.port}/"


def parse_listen(text: str | None, port: int) -> Listen:
    """`ADDR`, `ADDR:PORT`, `[v6]:PORT` or a bare v6 address; without it the loopback only."""
    if not text:
        return Listen("127.0.0.1", port)
    found = re.fullmatch(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<plain>[^:\[\]]+))(?::(?P<port>\d{1,5}))?", text)
    if found:
        return Listen(found["v6"] or found["plain"], int(found["port"] or port))
    if re.fullmatch(r"[0-9a-fA-F:]+", text):
        return Listen(text, port)
    raise Stop(f"--listen {text}: type an address such as 0.0.0.0 or 192.168.1.10:8000")


def bracketed(address: str) -> str:
    """A v6 address in brackets, as in a URL."""
    return f"[{address}]" if ":" in address else address


def must_be_free(listen: Listen) -> None:
    """Says at once that a port is taken, before minutes of set-up."""
    family = socket.AF_INET6 if ":" in listen.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen.address, listen.port))
        except OSError as error:
            hint = f"type: ./elocal up --port {listen.port + 1}"
            raise Stop(f"cannot listen on {listen.bind} ({error.strerror}); {hint}") from None


def own_addresses() -> list[str]:
    """Addresses of this machine on the office's network."""
    try:
        done = subprocess.run(["hostname", "-I"], capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return []
    return done.stdout.split()


def allowed_hosts(listen: Listen, machine: str, own: list[str]) -> str:
    """Names that a browser may use: this machine's only, so that a forged Host header is refused."""
    hosts = ["localhost", "127.0.0.1", "[::1]"]
    if listen.address in EVERYWHERE:
        hosts += [machine, f"{machine}.local", *map(bracketed, own)]
    else:
        hosts.append(bracketed(listen.address))
    return ",".join(dict.fromkeys(hosts))


def urls(listen: Listen, own: list[str]) -> list[str]:
    """What to type in the browser."""
    shown = ["localhost", *own] if listen.address in EVERYWHERE else [listen.address]
    return [f"http://{bracketed(host)}:{listen.port}/" for host in shown]
