"""Values as the JSON that staged rows keep."""

from __future__ import annotations

from typing import Any

import orjson


def dumps(value: Any) -> bytes:
    """JSON; what it has no form for, in words."""
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS)
