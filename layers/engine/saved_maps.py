"""Maps that somebody saved under a name, as pages show them; whoever keeps them registers himself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

#: What a map can be classified by; `declared` is as the layer or the figure declares it.
METHODS = {
    "declared": "ตามที่ระบบกำหนด",
    "percent": "0–50–70–80–90–100",
    "quantile": "จำนวนเท่ากัน",
    "equal": "ช่วงเท่ากัน",
    "natural": "จุดแบ่งธรรมชาติ",
    "own": "กำหนดเอง",
    "unique": "แยกทุกค่า",
}
#: Why areas are not coloured by how much there is in them.
RAW_COUNT = (
    "ห้ามระบายสีพื้นที่ด้วยจำนวนดิบ เพราะพื้นที่ใหญ่ย่อมมีมาก ให้เลือกค่าที่หารด้วยประชากร ครัวเรือน หรือเนื้อที่แล้ว (เช่น ร้อยละ) "
    "หรือดูเป็นตารางและรายการของตัวชี้วัดแทน"
)


@dataclass(frozen=True)
class SavedMap:
    """A saved map: where it opens, where its record stands, and the words of its legend."""

    thai: str
    url: str
    record_url: str
    caption: str
    no_data: str


class Keeper(Protocol):
    """Whoever keeps the maps; it answers for what the reader may see."""

    def one(self, uid: str, user: Any) -> SavedMap | None: ...

    def new_url(self, user: Any, asked: Mapping[str, Any]) -> str: ...


_keepers: list[Keeper] = []


def keep(keeper: Keeper) -> None:
    """Register a keeper of maps."""
    _keepers.append(keeper)


def one(uid: str, user: Any) -> SavedMap | None:
    """The map of that identifier; None where the reader sees none."""
    return next((found for keeper in _keepers if (found := keeper.one(uid, user))), None)


def new_url(user: Any, asked: Mapping[str, Any]) -> str:
    """The form that saves a map, with what is known of it filled in; "" for who may save none."""
    return next((url for keeper in _keepers if (url := keeper.new_url(user, asked))), "")
