"""A lamp in front of a place."""

from __future__ import annotations

from typing import Any

EXAMPLES: dict[str, Any] = {
    "street_lamp": lambda n, given: {"lamp_type": "led", "power_w": "150", "installed_on": "1/2/2568"}
}
LINES: dict[str, Any] = {"street_lamp": lambda n, given: {"lamppart": [{"thai": "หลอด", "quantity": "2"}]}}
