"""What field staff answer on their visits, and how codes of local highways are written; an office may change both."""

from __future__ import annotations

from gis_core.access.actor import acting_as, system_user
from gis_core.features.seeds import seed
from gis_core.networks.models import ROAD_CODE
from modules.civil_works.roads_bridges.models import RoadCodePattern
from modules.kernel.inspections.checklists import add_checklist

SYSTEM = "civil_works.roads_bridges"
BEFORE, REINSTATED = "reserve-before", "reserve-reinstated"

CHECKLISTS = (
    (
        "road-yearly",
        "ตรวจถนนประจำปี",
        "road",
        ("ผิวจราจร", "ไหล่ทาง", "ทางระบายน้ำ", "ป้ายและเครื่องหมายจราจร", "ไฟฟ้าสาธารณะ"),
    ),
    (
        "road-flood",
        "ตรวจถนนหลังน้ำท่วม",
        "road",
        ("ผิวจราจรถูกกัดเซาะ", "คันทางทรุด", "ท่อลอดอุดตัน", "คอสะพาน", "สัญจรได้ปลอดภัย"),
    ),
    (
        BEFORE,
        "ตรวจก่อนเปิดผิวทาง",
        "reserve_permit",
        ("สภาพผิวทางก่อนเปิด", "แนวท่อและสาธารณูปโภคเดิม", "การจัดจราจรระหว่างทำงาน"),
    ),
    (REINSTATED, "ตรวจการคืนสภาพ", "reserve_permit", ("ระดับผิวเสมอของเดิม", "การบดอัด", "เก็บวัสดุและทำความสะอาด")),
    ("bridge-visual", "ตรวจสะพานด้วยสายตา", "bridge", ("ราวสะพาน", "รอยต่อ", "การกัดเซาะตอม่อ", "สิ่งกีดขวางทางน้ำ")),
)


@seed("แบบตรวจงานทาง")
def checklists() -> int:
    """The checklists of visits to roads, bridges and openings of the reserve."""
    return sum(
        add_checklist(code, thai, f"{SYSTEM}.{register}", questions) for code, thai, register, questions in CHECKLISTS
    )


@seed("รูปแบบรหัสสายทาง")
def code_patterns() -> int:
    """The pattern of the codes of local highways; other roads have the codes of their owners."""
    if RoadCodePattern.objects.exists():
        return 0
    with acting_as(system_user(), "บรรจุรูปแบบรหัสสายทาง"):
        RoadCodePattern.objects.create(
            road_class="local",
            pattern=ROAD_CODE,
            example="พช.ถ.12-001",
            certainty="likely",
            law="แนวทางการลงทะเบียนทางหลวงท้องถิ่น กรมทางหลวงชนบท",
        )
    return 1
