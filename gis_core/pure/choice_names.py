"""The choices of a column as people write them: by label, other blanks and dots, part of it, or another name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from gis_core.pure.thai_text import name_key

_BRACKETS = re.compile(r"[(\[].*?[)\]]")


class Named(str):
    """The label of a choice with what else is written for it; stands where the choice is declared."""

    __slots__ = ("also",)
    also: tuple[str, ...]

    def __new__(cls, label: str, *also: str) -> Named:
        found = super().__new__(cls, label)
        found.also = also
        return found


def meant(choices: Iterable[tuple[Any, Any]], text: str) -> Any:
    """The value that a text means, None for none: a value or a label, else another name of one, else a label that is
    like no other without what it has in brackets.
    """
    choices = list(choices)
    for value, label in choices:
        if text in (str(value), str(label)):
            return value
    key = name_key(text)
    names = {name_key(name): value for value, label in choices for name in (label, *getattr(label, "also", ()))}
    if key in names:
        return names[key]
    short = [name_key(_BRACKETS.sub("", str(label))) for _value, label in choices]
    if key and Counter(short)[key] == 1:
        return choices[short.index(key)][0]
    return None
