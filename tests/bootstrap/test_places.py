"""Socket folders: short enough for the kernel and different for each clone."""

from pathlib import Path

from gis_core.bootstrap.places import SOCKET_FILE, SOCKET_PATH_LIMIT, fits_socket, socket_folder


def test_the_depth_of_the_clone_does_not_matter() -> None:
    deep = Path("/home") / ("long" * 60) / ".elocal"
    assert fits_socket(socket_folder(deep, is_root=True))
    assert fits_socket(socket_folder(deep, is_root=False))


def test_two_clones_have_two_sockets() -> None:
    assert socket_folder(Path("/a/.elocal"), is_root=False) != socket_folder(Path("/b/.elocal"), is_root=False)


def test_the_limit_is_that_of_the_kernel() -> None:
    room = SOCKET_PATH_LIMIT - len(SOCKET_FILE) - 2
    assert fits_socket(Path("/" + "x" * room))
    assert not fits_socket(Path("/" + "x" * (room + 1)))


def test_thai_names_count_in_bytes() -> None:
    assert not fits_socket(Path("/" + "ก" * 40))
