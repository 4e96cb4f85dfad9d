"""Refusals: what a rule says when the law does not allow something."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Geometry = Mapping[str, Any]


class Refused(Exception):
    """One refusal that an officer can read, with the law it rests on.

    code: short stable code shown to users and used in tests (``RNW``).
    thai: the sentence shown. law: act, B.E. year, section; "" where the refusal is not a matter of law.
    field: name of the form field to mark. geometry: GeoJSON dict (EPSG:4326) of the place to draw. link: address of the
    record that stands in the way.
    """

    def __init__(
        self,
        code: str,
        thai: str,
        law: str = "",
        field: str | None = None,
        geometry: Geometry | None = None,
        link: str = "",
    ) -> None:
        super().__init__(code, thai, law, field, geometry, link)
        self.code = code
        self.thai = thai
        self.law = law
        self.field = field
        self.geometry = geometry
        self.link = link

    def but(self, **parts: Any) -> "Refused":
        """The same refusal with some of its parts said otherwise, such as the sentence or the field."""
        same = {
            "code": self.code, "thai": self.thai, "law": self.law, "field": self.field, "geometry": self.geometry,
            "link": self.link,
        }  # fmt: skip
        return Refused(**{**same, **parts})

    def __str__(self) -> str:
        return f"{self.code}: {self.thai}" + (f" ({self.law})" if self.law else "")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refused) and self.args == other.args

    def __hash__(self) -> int:
        return hash((self.code, self.thai, self.law, self.field))


class Refusals(Exception):
    """Several refusals at once, so that a form shows them all; holds at least one.

    Errors: ValueError when made from nothing.
    """

    def __init__(self, refusals: Iterable[Refused]) -> None:
        self.refusals = tuple(refusals)
        if not self.refusals:
            raise ValueError("Refusals needs at least one Refused")
        super().__init__(self.refusals)

    def __str__(self) -> str:
        return "; ".join(str(each) for each in self.refusals)

    def __iter__(self) -> Iterator[Refused]:
        return iter(self.refusals)

    def __len__(self) -> int:
        return len(self.refusals)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order the rules were tried."""
        return tuple(each.code for each in self.refusals)

    def by_field(self) -> dict[str | None, list[Refused]]:
        """The refusals grouped by form field; None collects those of the whole form."""
        grouped: dict[str | None, list[Refused]] = {}
        for each in self.refusals:
            grouped.setdefault(each.field, []).append(each)
        return grouped


def raise_all(refusals: Iterable[Refused]) -> None:
    """Raise what was collected: nothing for none, the single one itself, else all of them as Refusals."""
    found = tuple(refusals)
    if len(found) == 1:
        raise found[0]
    if found:
        raise Refusals(found)
