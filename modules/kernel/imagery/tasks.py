"""The worker's share: converting pictures, and taking away what nobody came back for."""

from __future__ import annotations

import uuid
from typing import Any

from gis_core.features.models import History
from gis_core.imagery import reading, store
from gis_core.imagery.models import Imagery
from gis_core.jobs.background import Job, background
from gis_core.jobs.nightly import nightly
from gis_core.pure.refusal import Refused
from layers.engine.records import require
from modules.kernel.imagery import bringing


@background("แปลงภาพถ่ายทางอากาศ", in_one_change=False)
def bring_picture(job: Job, staged: str, order: dict[str, Any], values: dict[str, Any]) -> str:
    """Convert a sent picture and write its record. Begun again after a kill it makes the same file and one record."""
    own, file_uid = bringing.register(), uuid.UUID(staged)
    done = Imagery.objects.filter(file_uid=file_uid).first()
    if done is not None:
        return own.record_url(done.uid)
    sent = store.staged_of(file_uid, job.user.pk)
    if sent is None:
        raise Refused("IMG_GONE", "ไฟล์ที่ส่งไว้ถูกลบแล้ว ส่งภาพใหม่อีกครั้ง")
    require(own, job.user, "change")
    target = store.work_path(file_uid)
    made = reading.convert(
        sent.path, target, order, lambda share: job.step(round(share * 100), 100, "กำลังแปลงภาพเป็นแผ่นย่อย")
    )
    store.keep(target, file_uid)
    with job.acting():
        record = bringing.keep(sent, values, made, job.user)
    sent.drop()
    return own.record_url(record.uid)


@nightly("เก็บกวาดภาพถ่ายทางอากาศที่ไม่มีระเบียน")
def sweep_pictures(older_s: float = store.STAGED_S) -> int:
    """Remove pictures that were sent and left, and old files that no record names, present or past."""
    left = store.old_files(older_s=older_s)
    kept = {path.stem: path for path in store.old_files(("kept",), older_s)}
    wanted = {str(uid) for uid in Imagery.objects.filter(file_uid__in=list(kept)).values_list("file_uid", flat=True)}
    past = History.objects.filter(layer__table_name=Imagery._meta.db_table, row_data__file_uid__in=list(kept))
    wanted |= set(past.values_list("row_data__file_uid", flat=True))
    left += [path for stem, path in kept.items() if stem not in wanted]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
