"""The last net under the readers: what none of them foresaw is logged for us and told to people as a sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

from gis_core.pure.refusal import Refused

logger = logging.getLogger(__name__)


@contextmanager
def last_net(name: str) -> Iterator[None]:
    """Turn errors of reading `name` into refusals; those of the disk and the database are not the file's fault."""
    try:
        yield
    except (Refused, OSError, DatabaseError):
        raise
    except (MemoryError, RecursionError) as error:
        thai = "ไฟล์ซับซ้อนเกินกว่าที่ระบบอ่านได้ กรุณาแบ่งไฟล์แล้วส่งใหม่"
        raise Refused("FILE_TOO_COMPLEX", thai, "", "file") from error
    except Exception as error:
        logger.exception("unforeseen while reading %r", name)
        thai = "ระบบอ่านไฟล์นี้ไม่ได้ กรุณาส่งออกจากโปรแกรมต้นทางใหม่ หรือแจ้งผู้ดูแลระบบ"
        raise Refused("FILE_UNREADABLE", thai, "", "file") from error
