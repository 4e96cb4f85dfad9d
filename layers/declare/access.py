"""Who may do what with a register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Grant:
    """`roles` and `actions` are words separated by blanks; actions: view add change delete export unmask inspect print.

    scope `office` covers every record, `unit` only those of the holder's unit and the units below it.
    An area on the holder's role narrows both.
    """

    roles: str
    actions: str
    scope: Literal["office", "unit"] = "office"

    @property
    def role_set(self) -> frozenset[str]:
        return frozenset(self.roles.split())

    @property
    def action_set(self) -> frozenset[str]:
        return frozenset(self.actions.split())
