"""The backup file: a tar of the database dump, the attachments and, last, a manifest with the hash of each."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from gis_core.bootstrap.console import Stop

DUMP = "database.dump"
MANIFEST = "manifest.json"
MEDIA = "media/"
FORMAT = 1
CHUNK = 2**20

Progress = Callable[[int], None]


class Readable(Protocol):
    """Where the bytes of a member come from."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, empty at the end."""


def ignore(count: int) -> None:
    """A progress that is shown to nobody."""


@dataclass
class Writer:
    """Writes members of unknown length: the header is corrected once the length is known. One pass, little memory."""

    out: BinaryIO
    progress: Progress = ignore
    members: dict[str, dict[str, object]] = field(default_factory=dict)

    def add(self, name: str, source: Readable) -> None:
        """Copies a stream into the archive and notes its length and hash."""
        at = self.out.tell()
        self.out.write(_header(name, 0))
        total, size = hashlib.sha256(), 0
        while chunk := source.read(CHUNK):
            total.update(chunk)
            size += self.out.write(chunk)
            self.progress(len(chunk))
        self.out.write(b"\0" * (-size % tarfile.BLOCKSIZE))
        self.out.seek(at)
        self.out.write(_header(name, size))
        self.out.seek(0, os.SEEK_END)
        self.members[name] = {"sha256": total.hexdigest(), "size": size}

    def finish(self, about: dict[str, str]) -> None:
        """Adds the manifest and the end mark; a file without it is an unfinished backup."""
        manifest = {"format": FORMAT, **about, "members": dict(self.members)}
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self.add(MANIFEST, io.BytesIO(text))
        self.out.write(b"\0" * tarfile.BLOCKSIZE * 2)


def _header(name: str, size: int) -> bytes:
    # GNU format: a length above 8 GB still fits the one header block, so correcting it never moves the content
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    block = info.tobuf(tarfile.GNU_FORMAT)
    if len(block) != tarfile.BLOCKSIZE:
        raise Stop(f"the name of attachment {name} is too long for the backup")
    return block


def verify(path: Path, progress: Progress = ignore) -> dict[str, object]:
    """Reads the whole file once and compares every hash; returns the manifest or stops at the first fault."""
    found: dict[str, dict[str, object]] = {}
    manifest: dict[str, object] | None = None
    try:
        with tarfile.open(path, "r:") as tar:
            for info, stream in _files(tar, path):
                if info.name == MANIFEST:
                    manifest = json.loads(stream.read())
                    continue
                found[info.name] = {"sha256": _hash(stream, progress), "size": info.size}
    except (tarfile.TarError, OSError, ValueError) as error:
        raise Stop(f"{path} is damaged or is no backup: {error}") from None
    check_members(path, manifest, found)
    return manifest or {}


def check_members(path: Path, manifest: dict[str, object] | None, found: dict[str, dict[str, object]]) -> None:
    """Compares what the file holds with what its manifest says."""
    if manifest is None or manifest.get("format") != FORMAT:
        raise Stop(f"{path} is an unfinished backup or of another format: it has no manifest of format {FORMAT}")
    noted = manifest.get("members")
    if not isinstance(noted, dict) or DUMP not in noted:
        raise Stop(f"{path} holds no database")
    for name in sorted({*noted, *found}):
        if noted.get(name) != found.get(name):
            raise Stop(f"{path} is damaged: {name} is not what the manifest says")


def _files(tar: tarfile.TarFile, path: Path) -> Iterator[tuple[tarfile.TarInfo, BinaryIO]]:
    for info in tar:
        stream = tar.extractfile(info) if info.isfile() else None
        if stream is None or not is_safe(info.name):
            raise Stop(f"{path} holds {info.name}, which no backup of ours does")
        yield info, stream  # type: ignore[misc]


def is_safe(name: str) -> bool:
    """Only our own three kinds of names, none that leads out of the attachments folder."""
    parts = PurePosixPath(name).parts
    return name in {DUMP, MANIFEST} or (name.startswith(MEDIA) and ".." not in parts and not name.endswith("/"))


def _hash(stream: BinaryIO, progress: Progress) -> str:
    total = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        total.update(chunk)
        progress(len(chunk))
    return total.hexdigest()


def extract_media(path: Path, folder: Path) -> None:
    """Writes the attachments of a verified backup into a new folder."""
    folder.mkdir(mode=0o700, parents=True)
    with tarfile.open(path, "r:") as tar:
        for info, stream in _files(tar, path):
            if info.name.startswith(MEDIA):
                target = folder / info.name.removeprefix(MEDIA)
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with open(target, "wb") as out:
                    while chunk := stream.read(CHUNK):
                        out.write(chunk)


def copy_dump(path: Path, out: BinaryIO, progress: Progress = ignore) -> None:
    """Streams the database dump; a reader that has seen enough may close its end."""
    with tarfile.open(path, "r:") as tar:
        stream = tar.extractfile(DUMP)
        try:
            while stream and (chunk := stream.read(CHUNK)):
                out.write(chunk)
                progress(len(chunk))
            out.close()
        except BrokenPipeError:
            return
