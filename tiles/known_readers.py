"""Readers whose right to a layer was worked out before. It is used again only while nothing it came from has changed.

A right follows from the session, the account, its role holdings, the roles, the units and the day. One statement reads
which versions of these rows are in force (their xmin and ctid); the same answer means the same right. The mark is
taken before Django looks at the request, so a right is never newer in the memory than the rows it came from.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import parse_cookie

from gis_core.access.visible import Visibility
from gis_core.features import clock
from tiles.database import ask

#: Sessions remembered by one process.
MOST = 1_000
#: Where the short path leaves the mark for the view. No header of a request can carry this name.
MARK = "elocal.tiles.mark"

SESSION = "SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > now()"
MARK_OF = """SELECT concat_ws('|', s.session_data, u.xmin, u.ctid,
    (SELECT string_agg(concat(h.xmin, h.ctid), ',' ORDER BY h.id) FROM access_roleholding h WHERE h.user_id = u.id),
    (SELECT string_agg(concat(r.xmin, r.ctid), ',' ORDER BY r.id) FROM access_role r),
    (SELECT string_agg(concat(o.xmin, o.ctid), ',' ORDER BY o.id) FROM access_orgunit o))
FROM django_session s CROSS JOIN access_user u
WHERE s.session_key = %(key)s AND s.expire_date > now() AND u.id = %(user)s"""


@dataclass
class Reader:
    """The rights of one session and the mark they hold under."""

    user_id: int
    mark: str
    rights: dict[str, Visibility] = field(default_factory=dict)


_readers: OrderedDict[str, Reader] = OrderedDict()


def right_of(environ: dict[str, Any], slug: str) -> Visibility | None:
    """The right of a request's session to a layer, or None when the normal way must find it.

    In that case the mark of the session is left in the request, for `note`.
    """
    key = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME, "")
    if not key:
        return None
    reader = _readers.get(key)
    user_id = reader.user_id if reader else _user_of(key)
    mark = _mark(key, user_id) if user_id else ""
    if reader and reader.mark == mark:
        if slug in reader.rights:
            return reader.rights[slug]
    elif reader:
        _readers.pop(key, None)
    if mark and user_id:
        environ[MARK] = (key, user_id, mark)
    return None


def note(meta: Mapping[str, Any], slug: str, right: Visibility) -> None:
    """Remember what the normal way has found for a request that came by here."""
    if MARK not in meta:
        return
    key, user_id, mark = meta[MARK]
    reader = _readers.get(key)
    if reader is None or reader.mark != mark:
        reader = _readers[key] = Reader(user_id, mark)
    reader.rights[slug] = right
    while len(_readers) > MOST:
        _readers.popitem(last=False)


def forget() -> None:
    """Forget every reader of this process."""
    _readers.clear()


def _mark(key: str, user_id: int) -> str:
    rows = ask(MARK_OF, {"key": key, "user": user_id})
    return f"{clock.today()}|{rows[0][0]}" if rows else ""


def _user_of(key: str) -> int | None:
    rows = ask(SESSION, {"key": key})
    found = SessionStore(key).decode(rows[0][0]).get(SESSION_KEY) if rows else None
    return int(found) if found else None
