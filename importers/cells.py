"""The cells of one column: each distinct text is parsed once, by the same parser as a form's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator, RegexValidator
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from gis_core.access.visible import visible
from gis_core.features.bases import PlaceLink
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import parse_date
from gis_core.pure.thai_text import to_arabic_digits
from importers.json_text import dumps
from layers.bound import BoundRegister, column_kind
from layers.engine.faults import from_validation
from layers.engine.parse import natural_columns, parse
from layers.registry import registry

#: An empty cell leaves what is stored; a new record takes the column's default.
EMPTY = object()
KEEP_DISTINCT = 100_000
MOST_TEXT = 10_000
#: What an export writes for a record out of its reader's sight: it says nothing about the value.
CLOSED_TEXT = "(ไม่มีสิทธิดู)"
FORMULA_STARTS = ("=", "+", "-", "@")
MOMENT = re.compile(r"(?P<day>.+?)\s+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(\s*น\.?)?")
RANGE_TEXT = re.compile(r"[\[(](?P<lower>[^,]*),\s*(?P<upper>[^,]*)[\])]")

Found = tuple[Any, Refused | None]
#: A parsed cell as the member of a JSON object, b"" for what says nothing, or why it is refused.
Kept = bytes | Refused
#: Types of which no two equal values mean different things, as 1, 1.0 and True do.
APART = {str, type(None)}


class Cells:
    """Parses the cells of one column into what the database stores, spelled for JSON. `user` is who imports."""

    def __init__(self, register: BoundRegister, name: str, user: Any, read: Callable[[Any], Any] | None = None) -> None:
        self.register, self.name, self.user, self.read = register, name, user, read
        self.model: Any = register.model
        key, _, column = name.rpartition(".")
        if key:
            self.model = next(bound.model for bound in register.lines if bound.key == key)
        self.field: Any = self.model._meta.get_field(column)
        #: Under what the value is kept: the column in the database, or the name of a child line's column.
        self.column: str = name if key else self.field.column
        self.kind = column_kind(self.field)
        self.mask = register.declared.masks.get(name)
        self._known: dict[Any, Kept] = {}
        self._member = dumps(self.column) + b":"
        self._patterns = self._patterns_of()
        self._longest = self.field.max_length or MOST_TEXT

    def parse_all(self, cells: list[Any]) -> list[Kept]:
        """Each cell as it is kept, in order."""
        if len(self._known) > KEEP_DISTINCT:
            self._known.clear()
        known = self._known
        keys: list[Any] = cells if set(map(type, cells)) <= APART else [(cell.__class__, cell) for cell in cells]
        found = list(map(known.get, keys))
        if None in found:
            fresh = {key: cell for key, cell, kept in zip(keys, cells, found, strict=True) if kept is None}
            if not self._take_plain(fresh):
                self._prepare(fresh)
                for key, cell in fresh.items():
                    if key not in known:
                        known[key] = self.kept(self._plain_text(cell) or self.parse_one(cell))
            found = list(map(known.get, keys))
        return found  # type: ignore[return-value]

    def kept(self, found: Found) -> Kept:
        """A parsed cell as the member of its row's object."""
        value, refused = found
        if refused is not None:
            return refused
        return b"" if value is EMPTY else self._member + dumps(value)

    def _take_plain(self, fresh: Mapping[Any, Any]) -> bool:
        """Whether all of the cells were texts that nothing is to be said about; then they are known now."""
        cells = list(fresh.values())
        if self._patterns is None or set(map(type, cells)) != {str}:
            return False
        whole, texts = "".join(cells), list(map(str.strip, cells))
        if "'" in whole or "\x00" in whole or not all(texts) or max(map(len, texts)) > self._longest:
            return False
        if not all(all(map(pattern.search, texts)) for pattern in self._patterns):
            return False
        self._known.update(zip(fresh, map(self._member.__add__, map(dumps, texts)), strict=True))
        return True

    def _plain_text(self, cell: Any) -> Found | None:
        """The short way for most cells of most files: text that nothing is to be said about. None: ask the parser."""
        if self._patterns is None or cell.__class__ is not str or not cell or cell[0] == "'" or "\x00" in cell:
            return None
        text = cell.strip()
        if not text or len(text) > self._longest or not all(pattern.search(text) for pattern in self._patterns):
            return None
        return text, None

    def _patterns_of(self) -> list[Any] | None:
        """What a text must look like; None for columns that are more than text."""
        if (
            self.kind != "text"
            or self.mask
            or self.read
            or type(self.field) not in (models.CharField, models.TextField)
        ):
            return None
        patterns = []
        for validator in self.field.validators:
            if isinstance(validator, RegexValidator) and not validator.inverse_match:
                patterns.append(validator.regex)
            elif not isinstance(validator, MaxLengthValidator | ProhibitNullCharactersValidator):
                return None
        return patterns

    def parse_one(self, cell: Any) -> Found:
        """One cell, or what somebody typed instead of it."""
        try:
            text = self.typed(self.read(cell) if self.read and cell is not None else cell)
            if text is EMPTY:
                return EMPTY, None
            value = parse(self.field, text, self.user)
            if value is None:
                return EMPTY, None
            if not isinstance(self.field, models.ForeignKey):
                value = self.field.clean(value, None)
            return stored(self.field, value), None
        except Refused as refused:
            return None, refused.but(field=self.name)
        except ValidationError as error:
            return None, self._invalid(ValidationError({self.field.name: error.error_list}))

    def _invalid(self, error: ValidationError) -> Refused:
        if self.model is self.register.model:
            return from_validation(self.register, error)[0]
        found = from_validation(None, error, self.model())[0]
        return found.but(field=self.name)

    def typed(self, cell: Any) -> Any:
        """A cell as an officer would type it: a spreadsheet's numbers, moments and guarded formulas become text."""
        if isinstance(cell, str):
            return self._text(cell)
        if cell is None or (isinstance(cell, float) and cell != cell):
            return EMPTY
        if isinstance(cell, bool):
            return "true" if cell else "false"
        if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
            cell = int(cell)
        if isinstance(cell, datetime) and self.kind == "date":
            return cell.date()
        if self.kind in ("date", "datetime") and isinstance(cell, date):
            return cell
        if self.kind == "area":
            return Decimal(str(cell))
        return cell if self.kind == "reference" and isinstance(cell, int) and not self._has_codes else str(cell)

    @property
    def _has_codes(self) -> bool:
        return bool(natural_columns(self.field.related_model))

    def _text(self, cell: str) -> Any:
        text = cell.strip()
        if text[:1] == "'" and text[1:2] and text[1] in FORMULA_STARTS:
            text = text[1:]
        if text in ("", CLOSED_TEXT) or (self.mask is not None and "x" in text.lower()):
            return EMPTY
        if self.kind == "period":
            return _ends(text)
        if self.kind == "datetime" and (match := MOMENT.fullmatch(to_arabic_digits(text))):
            day = parse_date(match["day"], field=self.name)
            return timezone.make_aware(datetime(day.year, day.month, day.day, int(match["hour"]), int(match["minute"])))
        return text

    # -- references: asked for many at once ----------------------------------------------------------------------------
    def _prepare(self, fresh: Mapping[Any, Any]) -> None:
        if self.kind != "reference" or isinstance(self.field, PlaceLink) or len(fresh) < 2:
            return
        model = self.field.related_model
        register = registry.for_model(model)
        rows = model._default_manager.all()
        if register is not None:
            rows = rows.filter(visible(register, self.user).q())
        texts = {
            key: str(self.typed(self.read(cell) if self.read and cell is not None else cell))
            for key, cell in fresh.items()
        }
        for column in reversed(natural_columns(model)):
            found = dict(rows.filter(**{f"{column}__in": set(texts.values())}).values_list(column, "pk"))
            for key, text in texts.items():
                if text in found:
                    self._known[key] = self.kept((found[text], None))


def _ends(text: str) -> Any:
    """A period as pages and files write it: "1/2/2568 – ", "2025-02-01/2025-03-01" or [2025-02-01,)."""
    if match := RANGE_TEXT.fullmatch(text):
        lower, upper = (None if end in ("", "None", "infinity") else end for end in (match["lower"], match["upper"]))
        return {"from": lower, "to": upper}
    lower, mark, upper = text.partition("–")
    if not mark and text.count("/") == 1:
        lower, _, upper = text.partition("/")
    return {"from": lower.strip() or None, "to": upper.strip() or None}


def stored(field: models.Field[Any, Any], value: Any) -> Any:
    """A parsed value as JSON that the database casts to the column's type."""
    if isinstance(field, models.ForeignKey) and value is not None:
        return str(value.uid) if isinstance(field, PlaceLink) else value.pk
    if isinstance(value, DateRange):
        lower, upper = (end.isoformat() if end else "" for end in (value.lower, value.upper))
        return f"[{lower},{upper})"
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def restored(field: models.Field[Any, Any], value: Any) -> Any:
    """The other way round: what the engine of single records is given."""
    if column_kind(field) == "period" and isinstance(value, str):
        ends = _ends(value)
        return DateRange(*(date.fromisoformat(ends[end]) if ends[end] else None for end in ("from", "to")))
    if isinstance(field, models.DecimalField) and value is not None:
        return Decimal(str(value))
    return value
