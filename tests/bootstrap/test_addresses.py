"""--listen and the names a browser may use."""

import socket

import pytest

from gis_core.bootstrap.addresses import Listen, allowed_hosts, must_be_free, parse_listen, urls
from gis_core.bootstrap.console import Stop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, Listen("127.0.0.1", 8000)),
        ("0.0.0.0", Listen("0.0.0.0", 8000)),
        ("192.168.1.10:9000", Listen("192.168.1.10", 9000)),
        ("[::]:9000", Listen("::", 9000)),
        ("::1", Listen("::1", 8000)),
        ("town-hall:80", Listen("town-hall", 80)),
    ],
)
def test_addresses_are_understood(text: str | None, expected: Listen) -> None:
    assert parse_listen(text, 8000) == expected


def test_nonsense_is_refused_with_an_example() -> None:
    with pytest.raises(Stop, match=r"0\.0\.0\.0"):
        parse_listen("http://x/", 8000)


def test_the_loopback_is_called_by_its_names_only() -> None:
    assert allowed_hosts(Listen("127.0.0.1", 8000), "office", ["10.0.0.5"]) == "localhost,127.0.0.1,[::1]"


def test_the_office_network_uses_this_machine_s_names() -> None:
    hosts = allowed_hosts(Listen("0.0.0.0", 8000), "office", ["10.0.0.5", "fd00::5"]).split(",")
    assert {"office", "10.0.0.5", "[fd00::5]"} <= set(hosts) and "*" not in hosts


def test_every_address_to_type_is_printed() -> None:
    assert urls(Listen("0.0.0.0", 80), ["10.0.0.5"]) == ["http://localhost:80/", "http://10.0.0.5:80/"]
    assert Listen("::", 80).probe_url == "http://[::1]:80/"


def test_a_taken_port_is_said_with_the_next_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=f"--port {port + 1}"):
            must_be_free(Listen("127.0.0.1", port))
