"""One list as its address describes it."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from gis_core.access.visible import visible
from layers.bound import BoundRegister, Column
from layers.engine import rows
from map_ui.listing import filters, paging, placing, searching
from map_ui.tables import Row, is_closed, open_columns, rows_of

PAGING = ("page", "after", "before", "size")


class Listing:
    """Parts of the address: q, filters by column, sort (-column), tab (unplaced), page, after/before (uid), size."""

    def __init__(self, register: BoundRegister, user: Any, given: QueryDict, action: str = "view") -> None:
        self.register = register
        self.user = user
        self.given = given
        self.action = action
        self.text = given.get("q", "").strip()[:200]
        self.is_similar = False

    # -- what is asked for ---------------------------------------------------------------------------------------------
    @cached_property
    def filters(self) -> list[filters.Filter]:
        return filters.build(self.register, self.user, self.given)

    @property
    def active_filters(self) -> list[filters.Filter]:
        return [each for each in self.filters if each.is_active]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.active_filters)

    @property
    def has_unplaced_tab(self) -> bool:
        return placing.may_be_nowhere(self.register)

    @property
    def is_unplaced(self) -> bool:
        return self.has_unplaced_tab and self.given.get("tab") == "unplaced"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return open_columns(self.register, self.user)

    @cached_property
    def sort_column(self) -> Column | None:
        name = self.given.get("sort", "").lstrip("-")
        return next((c for c in self.columns if c.name == name and self.is_sortable(c)), None)

    @property
    def is_descending(self) -> bool:
        return self.given.get("sort", "").startswith("-")

    def is_sortable(self, column: Column) -> bool:
        """Closed columns are not: their order tells their values."""
        return not is_closed(self.register, column)

    @property
    def size(self) -> int:
        raw = self.given.get("size", "")
        return int(raw) if raw.isdecimal() and len(raw) < 12 and int(raw) in paging.SIZES else paging.DEFAULT_SIZE

    # -- what is found -------------------------------------------------------------------------------------------------
    @cached_property
    def query(self) -> QuerySet:
        """Every record of the current search and filters that the reader may see."""
        query = rows.rows(self.register, self.user, self.action)
        if self.action != "view":
            query = query.filter(visible(self.register, self.user).q())
        query = filters.apply(self.filters, query)
        if self.is_unplaced:
            query = query.filter(uid__in=placing.nowhere(self.register))
        if self.text and self.register.declared.search:
            query, self.is_similar = searching.search(self.register, self.user, query, self.text)
        return query

    @property
    def keys(self) -> tuple[paging.SortKey, ...]:
        return paging.keys_for(self.register, self.sort_column, self.is_descending)

    @property
    def ordered(self) -> QuerySet:
        return self.query.order_by(*(key.text for key in self.keys))

    @cached_property
    def counted(self) -> tuple[int, bool]:
        return rows.count_upto(self.query)

    @property
    def count(self) -> int:
        return self.counted[0]

    @property
    def is_exact(self) -> bool:
        return self.counted[1]

    @property
    def pages(self) -> int | None:
        return max(1, -(-self.count // self.size)) if self.is_exact else None

    @cached_property
    def page(self) -> paging.Page:
        query = paging.without_shapes(self.query, self.register, self.columns)
        number = self._number()
        if self.given.get("page") == "last":
            return paging.page_before(query, self.keys, None, self.pages or 0, self.size)
        row = self._row("after")
        if row is not None:
            return paging.page_after(query, self.keys, row, number, self.size)
        row = self._row("before")
        if row is not None:
            return paging.page_before(query, self.keys, row, number, self.size)
        return paging.page_at(query, self.keys, number or 1, self.size)

    def _number(self) -> int:
        raw = self.given.get("page", "1").replace(",", "")
        return min(int(raw), 10**7) if raw.isdecimal() and len(raw) < 12 else 1

    def _row(self, name: str) -> Any:
        try:
            uid = uuid.UUID(self.given.get(name, ""))
        except ValueError:
            return None
        related = [k.path.split("__")[0] for k in self.keys if "__" in k.path]
        found = rows.rows(self.register, self.user, self.action).filter(uid=uid)
        return (found.select_related(*related) if related else found).first()

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.register, self.columns, self.page.records, self.user)

    # -- addresses -----------------------------------------------------------------------------------------------------
    def link(self, **parts: Any) -> str:
        """The list's address with some parts changed; None removes one. Paging starts anew unless it is among them."""
        query = self.given.copy()
        for name in PAGING[:3]:
            query.pop(name, None)
        for name, value in parts.items():
            query.pop(name, None)
            if value not in (None, ""):
                query[name] = str(value)
        empty = [name for name, values in query.lists() if not any(values)]
        for name in empty:
            del query[name]
        text = query.urlencode()
        return f"{self.register.url}?{text}" if text else self.register.url

    @property
    def hidden_inputs(self) -> list[tuple[str, str]]:
        """Everything in the address but the page, for a form that asks for another one."""
        return [(name, value) for name, values in self.given.lists() if name not in PAGING[:3] for value in values]

    @property
    def query_string(self) -> str:
        """The current search and filters without the page."""
        link = self.link()
        return link[len(self.register.url) :]

    def without(self, each: filters.Filter) -> str:
        return self.link(**dict.fromkeys(each.parameters))

    @property
    def links(self) -> dict[str, str]:
        """Addresses of the neighbouring pages; "" where there is none."""
        page = self.page
        number = page.number
        return {
            "first": self.link() if page.has_previous else "",
            "previous": self.link(before=page.first, page=number - 1 if number > 1 else 0) if page.has_previous else "",
            "next": self.link(after=page.last, page=number + 1 if number else 0) if page.has_next else "",
            "last": self.link(page="last") if page.has_next else "",
        }
