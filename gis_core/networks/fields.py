"""Columns that hold a place along a line."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models


class ChainageField(models.DecimalField):
    """Metres from the start of a road or canal, typed and shown as กม. 1+250."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 9)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("validators", [MinValueValidator(0)])
        super().__init__(*args, **kwargs)
