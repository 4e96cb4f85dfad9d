"""Background work as a page shows it to whoever asked for it."""

from __future__ import annotations

from typing import Any


def shows_its_work(answer: Any) -> bool:
    """The page follows the work itself; it does not send people to the answer meant for programs."""
    text, address = answer.content.decode(), f"/jobs/{answer.context['job'].uid}"
    return f'data-mount="export_wait" data-url="{address}"' in text and f'href="{address}"' not in text
