"""SQL files of a system, by name. A file that reads a register for somebody names `/*visible:alias*/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from gis_core.access.visible import visible
from layers.registry import registry

MARK = re.compile(r"/\*visible:(\w+)\*/")


class Statements:
    """The statements of one folder."""

    def __init__(self, folder: Path) -> None:
        self.text = cache(lambda name: (folder / f"{name}.sql").read_text(encoding="utf-8"))

    def ask(self, name: str, user: Any, sources: Mapping[str, Any], **values: Any) -> list[dict[str, Any]]:
        """Rows of a question as dicts. `sources` says which model each `/*visible:alias*/` of the file reads.

        KeyError: the file names an alias without a source. ValueError: a source is not guarded in the file.
        """
        text, seen = guarded(name, self.text(name), user, sources)
        values |= seen
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def finds(self, name: str, user: Any, sources: Mapping[str, Any], **values: Any) -> bool:
        """Whether a question has any row; the database stops at the first. Errors: as `ask`."""
        text, seen = guarded(name, self.text(name), user, sources)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS (\n{text}\n)", values | seen)
            return bool(cursor.fetchone()[0])


def guarded(name: str, text: str, user: Any, sources: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text of a file for one reader, and the parameters of his rights.

    KeyError: the file names an alias without a source. ValueError: a source is not guarded in the file.
    """
    marked = set(MARK.findall(text))
    if set(sources) - marked:
        raise ValueError(f"{name}.sql reads {sorted(set(sources) - marked)} unguarded")
    values: dict[str, Any] = {}
    for alias in sorted(marked):
        register = registry.for_model(sources[alias])
        test, parameters = visible(register, user).sql(alias, prefix=f"see_{alias}")  # type: ignore[arg-type]
        text = text.replace(f"/*visible:{alias}*/", test)
        values |= parameters
    return text, values
