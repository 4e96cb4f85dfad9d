"""`./elocal import FILE`: a file into a register, judged as the wizard in the browser judges it."""

from pathlib import Path

from gis_core.bootstrap.managing import manage


def import_file(arguments: list[str]) -> int:
    """Without --commit it only tells what would happen. Paths are taken from where the command was typed."""
    return manage(["import_file", *(_absolute(argument) for argument in arguments)])


def _absolute(argument: str) -> str:
    return str(Path(argument).resolve()) if not argument.startswith("-") and Path(argument).exists() else argument
