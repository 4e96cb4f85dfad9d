"""`./elocal backup FILE` and `./elocal restore FILE`: the whole office in one file, and back."""

import argparse
import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from gis_core.bootstrap import archive
from gis_core.bootstrap.client import Client
from gis_core.bootstrap.configuration import existing_server, office_environment, user_settings
from gis_core.bootstrap.console import Step, Stop, say
from gis_core.bootstrap.managing import set_up
from gis_core.bootstrap.places import STATE, make_state
from gis_core.bootstrap.private_cluster import attachments, database
from gis_core.bootstrap.up import manage_quietly, only_one


def backup(arguments: list[str]) -> int:
    """Writes one file, under a temporary name until it is complete; the office may go on working."""
    parser = argparse.ArgumentParser(prog="./elocal backup")
    parser.add_argument("file", type=Path)
    file = parser.parse_args(arguments).file.absolute()
    if not file.parent.is_dir():
        raise Stop(f"there is no folder {file.parent}")
    settings = user_settings()
    set_up(own_cluster=existing_server(settings) is None)
    with database(settings) as target, Step("backup") as step:
        write(Client.of(target), attachments(settings), file, step)
    say(f"  {file}  {megabytes(file.stat().st_size)}")
    if "ELOCAL_SECRET_KEY" not in settings:
        # not in the file on purpose: who finds a backup must not be able to open the sealed second factors
        say(f"  keep {STATE / 'secret_key'} apart from it: on a new machine second factors open with that key only")
    return 0


def write(client: Client, media: Path, file: Path, step: Step) -> None:
    """Database first: an attachment is stored before its row commits, so each row of the dump finds its file."""
    partial = file.with_name(f"{file.name}.part")
    try:
        with open(partial, "w+b", opener=_private) as out:
            writer = archive.Writer(out, counter(step))
            with client.dump() as stream:
                writer.add(archive.DUMP, stream)
            for name, path in media_files(media):
                with open(path, "rb") as content:
                    writer.add(archive.MEDIA + name, content)
            writer.finish({"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "database": client.database})
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    """A backup holds personal data: readable by its maker only."""
    return os.open(path, flags, 0o600)


def media_files(media: Path) -> Iterator[tuple[str, Path]]:
    """Attachments in a fixed order, by their name inside the folder."""
    for path in sorted(media.rglob("*")) if media.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(media).as_posix(), path


def counter(step: Step) -> archive.Progress:
    """Shows how many bytes went by."""
    done = 0

    def count(size: int) -> None:
        nonlocal done
        done += size
        step.detail = megabytes(done)

    return count


def megabytes(size: int) -> str:
    """For people."""
    return f"{size / 1e6:,.1f} MB"


def restore(arguments: list[str]) -> int:
    """Checks the file, fills a fresh database, and only then lets it take the place of the old one."""
    parser = argparse.ArgumentParser(prog="./elocal restore")
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="overwrite a database that holds data")
    options = parser.parse_args(arguments)
    settings = user_settings()
    make_state()
    with only_one():
        set_up(own_cluster=existing_server(settings) is None)
        with Step("checking the backup") as step:
            archive.verify(options.file, counter(step))
        with database(settings) as target:
            client = Client.of(target)
            if client.holds_data() and not options.replace:
                raise Stop("the database holds data; to overwrite it type: ./elocal restore --replace FILE")
            exchange(client, options.file, attachments(settings), lambda fresh: _prepared(fresh, settings))
    say("  restored")
    return 0


def _prepared(fresh: Client, settings: Mapping[str, str]) -> None:
    """Triggers, rights and newer migrations come from this version of the code."""
    environment = office_environment(fresh.target, "owner", settings)
    with Step("tables and triggers"):
        manage_quietly(["prepare_database"], environment)


def exchange(client: Client, file: Path, media: Path, prepare: Callable[[Client], None]) -> None:
    """Fresh database and folder beside the old ones, then a change of names; a failure leaves the old as they were."""
    mark = f"{time.time_ns() // 1_000_000:x}"
    fresh = client.of_database(f"{client.database}_new_{mark}")
    media.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="restore-", dir=media.parent))
    try:
        fresh.create()
        with Step("database") as step:
            fresh.load(file, counter(step))
        with Step("attachments"):
            archive.extract_media(file, folder / "new")
        prepare(fresh)
        with _swapped_media(media, folder):
            client.take_place(fresh, f"{client.database}_old_{mark}")
    except BaseException:
        with contextlib.suppress(Stop):
            fresh.drop()
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _swapped_media(media: Path, folder: Path) -> Iterator[None]:
    if media.exists():
        media.rename(folder / "old")
    (folder / "new").rename(media)
    try:
        yield
    except BaseException:
        media.rename(folder / "new")
        if (folder / "old").exists():
            (folder / "old").rename(media)
        raise
