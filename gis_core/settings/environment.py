"""The one typed view of the process environment; every other setting is derived from it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


class MissingSetting(RuntimeError):
    """An environment variable without which the site must not start."""


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise MissingSetting(f"ไม่ได้ตั้งค่า {name}: ใช้ ./elocal เพื่อเริ่มระบบ หรือกำหนดตัวแปรนี้ก่อน")
    return value


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in os.environ.get(name, "").split(",") if word.strip())


@dataclass(frozen=True)
class Environment:
    """What the machine tells the site. `db_role` is `owner` for migrations and loading, `app` for all else."""

    db_host: str
    db_port: str
    db_name: str
    db_role: str
    db_owner: str
    db_app: str
    db_password: str
    secret_key: str
    state: Path
    media: Path
    hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]

    @property
    def db_user(self) -> str:
        return self.db_owner if self.db_role == "owner" else self.db_app

    @classmethod
    def read(cls) -> Environment:
        state = Path(_required("ELOCAL_STATE"))
        return cls(
            db_host=_required("ELOCAL_DB_HOST"),
            db_port=os.environ.get("ELOCAL_DB_PORT", "5432"),
            db_name=_required("ELOCAL_DB_NAME"),
            db_role=os.environ.get("ELOCAL_DB_ROLE", "app"),
            db_owner=os.environ.get("ELOCAL_DB_OWNER", "elocal_owner"),
            db_app=os.environ.get("ELOCAL_DB_APP", "elocal_app"),
            db_password=os.environ.get("ELOCAL_DB_PASSWORD", ""),
            secret_key=_required("ELOCAL_SECRET_KEY"),
            state=state,
            media=Path(os.environ.get("ELOCAL_MEDIA") or state / "media"),
            hosts=_words("ELOCAL_HOSTS"),
            trusted_origins=_words("ELOCAL_TRUSTED_ORIGINS"),
        )
