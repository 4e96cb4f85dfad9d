"""In whose place a user acts: who holds a role for an absent colleague says so, and each change then names both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from django.http import HttpRequest

from gis_core.access.models import RoleHolding, User
from gis_core.features import clock
from gis_core.pure.refusal import Refused

SESSION_KEY = "acts_for"


class Actor(TypedDict):
    """The keyword arguments of `acting_as` and of the engine that say who writes."""

    user: User
    on_behalf_of: User | None


def actor_of(request: HttpRequest) -> Actor:
    """Who writes in this request: `acting_as(**actor_of(request), reason=…)` and the like of the engine."""
    return {"user": request.user, "on_behalf_of": getattr(request.user, "acts_for", None)}


def colleagues(user: User) -> list[User]:
    """The colleagues for whom the user holds a role today."""
    return list(User.objects.filter(pk__in=_live(user).values("acting_for_id")).order_by("full_name"))


def choose(session: Any, user: User, colleague_uid: str) -> User | None:
    """Act for a colleague from now on, or for oneself when `colleague_uid` is empty.

    Raises Refused for a colleague for whom the user holds no role today.
    """
    if not colleague_uid:
        session.pop(SESSION_KEY, None)
        return None
    found = next((c for c in colleagues(user) if str(c.uid) == colleague_uid), None)
    if found is None:
        raise Refused("NOT_ACTING", "ท่านไม่ได้รับแต่งตั้งให้รักษาการแทนผู้นี้ในวันนี้")
    session[SESSION_KEY] = found.pk
    return found


def restore(session: Mapping[str, Any] | Any, user: User) -> None:
    """Give the user of a request the capacity chosen in the session, if the appointment still stands today."""
    chosen = session.get(SESSION_KEY)
    if chosen is None:
        return
    holding = _live(user).filter(acting_for_id=chosen).select_related("acting_for").first()
    if holding is None:
        del session[SESSION_KEY]
    else:
        user.acts_for = holding.acting_for


def _live(user: User) -> Any:
    return RoleHolding.objects.filter(user=user, acting_for__isnull=False, valid__contains=clock.today())
