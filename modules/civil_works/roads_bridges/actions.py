"""Guards and effects of the steps, and the buttons that are no steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.networks.models import Road
from gis_core.pure.refusal import Refusals, Refused
from layers.declare import TransitionDraft
from modules.civil_works.roads_bridges import checklists, placing, rules
from modules.civil_works.roads_bridges.models import LandGift, ReservePermit, RoadApproval, Works
from modules.kernel.inspections.models import Inspection

LIVE_CONTRACT = "contracted"


# -- roads -------------------------------------------------------------------------------------------------------------
def gifts_complete(draft: TransitionDraft) -> Iterator[Refused]:
    """Every paper of gift (ทถ.4) of the road is accepted; a road that stands on gifts has at least one."""
    road: Road = draft.record
    gifts = LandGift.objects.filter(road=road)
    waiting = gifts.filter(accepted_on__isnull=True).count()
    if waiting:
        yield Refused("GIFTS", f"หนังสืออุทิศที่ดิน (ทถ.4) ยังไม่รับมอบ {waiting} ฉบับ", rules.HIGHWAYS_ACT)
    elif road.legal_basis == Road.LegalBasis.GIFT and not gifts.exists():
        yield Refused("GIFTS", "ทางที่ได้จากการอุทิศต้องมีหนังสืออุทิศที่ดิน (ทถ.4)", rules.HIGHWAYS_ACT)


def ready_to_register(draft: TransitionDraft) -> Iterator[Refused]:
    """A registered road has its registered length, a complete list of segments and an approved version."""
    road: Road = draft.record
    if not road.registered_length_m:
        yield Refused("REQUIRED", "กรอกระยะทางตามทะเบียนก่อนลงทะเบียน", rules.HIGHWAYS_ACT, "registered_length_m")
        return
    segments = placing.stretches(road.surface_segments.all())
    if not segments:
        yield Refused("REQUIRED", "กรอกรายการช่วงผิวทางก่อนลงทะเบียน", rules.HIGHWAYS_ACT)
        return
    yield from rules.refuse_list(segments, road.registered_length_m)


def no_live_contract(draft: TransitionDraft) -> Iterator[Refused]:
    """E-5508."""
    if Works.objects.filter(road=draft.record, status=LIVE_CONTRACT).exists():
        yield Refused("E-5508", "ปรับโอน/ถอนทะเบียนไม่ได้ มีสัญญางานค้าง", rules.HIGHWAYS_ACT)


def current_version(road: Road) -> Feature:
    """The index row of a road: its version and who wrote it."""
    return Feature.objects.select_related("change").get(uid=road.uid)


def approve_version(road: Road, values: Mapping[str, Any], user: Any) -> RoadApproval:
    """The head of public works approves the version as it stands. Raises Refusals: own work, approved already."""
    now = current_version(road)
    if now.change.actor_id == user.pk:
        raise Refusals([Refused("FOUR_EYES", "ผู้แก้ไขรุ่นนี้อนุมัติรุ่นของตนเองไม่ได้")])
    if RoadApproval.objects.filter(road=road, version=now.version).exists():
        raise Refusals([Refused("APPROVED", f"รุ่นที่ {now.version} อนุมัติแล้ว")])
    note = str(values.get("note") or "")[:200]
    return RoadApproval.objects.create(
        road=road, version=now.version, approved_by=user, approved_on=clock.today(), note=note
    )


# -- defects and works -------------------------------------------------------------------------------------------------
def repaired_after_report(draft: TransitionDraft) -> Iterator[Refused]:
    defect = draft.record
    if defect.repaired_on > draft.on:
        yield Refused("FUTURE", "วันที่ซ่อมเสร็จต้องไม่อยู่ในอนาคต", "", "repaired_on")
    elif defect.reported_on and defect.repaired_on < defect.reported_on:
        yield Refused("PERIOD", "วันที่ซ่อมเสร็จต้องไม่ก่อนวันที่แจ้ง", "", "repaired_on")


def finished_after_contract(draft: TransitionDraft) -> Iterator[Refused]:
    works = draft.record
    if works.finished_on > draft.on:
        yield Refused("FUTURE", "วันที่แล้วเสร็จต้องไม่อยู่ในอนาคต", "", "finished_on")
    elif works.contracted_on and works.finished_on < works.contracted_on:
        yield Refused("PERIOD", "วันที่แล้วเสร็จต้องไม่ก่อนวันที่ทำสัญญา", "", "finished_on")


# -- permits -----------------------------------------------------------------------------------------------------------
def _visits(permit: ReservePermit, code: str) -> Any:
    return Inspection.objects.filter(target_id=permit.uid, template__code=code)


def not_the_inspector(draft: TransitionDraft) -> Iterator[Refused]:
    """Four eyes: who inspected does not decide."""
    if Inspection.objects.filter(target_id=draft.record.uid, inspector=draft.user).exists():
        yield Refused("FOUR_EYES", "ผู้ตรวจเป็นผู้อนุมัติเองไม่ได้")


def inspected_before(draft: TransitionDraft) -> Iterator[Refused]:
    """A decision rests on a visit with photographs of the place as it was."""
    yield from not_the_inspector(draft)
    if not _visits(draft.record, checklists.BEFORE).filter(photos__isnull=False).exists():
        yield Refused("BEFORE_PHOTOS", "ต้องมีผลตรวจก่อนเปิดผิวทางพร้อมภาพถ่าย", rules.HIGHWAYS_ACT)


def bond_paid(draft: TransitionDraft) -> Iterator[Refused]:
    """No permit before the bond is paid."""
    permit = draft.record
    if permit.bond_baht and not permit.bond_receipt_no:
        yield Refused("BOND", "ยังไม่ได้วางหลักประกันการคืนสภาพ", rules.HIGHWAYS_ACT, "bond_receipt_no")


def issued(draft: TransitionDraft) -> None:
    draft.record.issued_on = draft.on
    draft.record.save()


def reinstated(draft: TransitionDraft) -> Iterator[Refused]:
    """A permit closes after a passed inspection of the reinstatement, with photographs from before and after."""
    permit = draft.record
    yield from not_the_inspector(draft)
    if not _visits(permit, checklists.BEFORE).filter(photos__isnull=False).exists():
        yield Refused("BEFORE_PHOTOS", "ยังไม่มีภาพถ่ายก่อนเปิดผิวทาง", rules.HIGHWAYS_ACT)
    passed = _visits(permit, checklists.REINSTATED).filter(result=Inspection.Result.PASS)
    if permit.finished_on:
        passed = passed.filter(visited_at__date__gte=permit.finished_on)
    if not passed.filter(photos__isnull=False).exists():
        yield Refused("REINSTATEMENT", "ยังไม่มีผลตรวจการคืนสภาพที่ผ่าน พร้อมภาพถ่ายหลังคืนสภาพ", rules.HIGHWAYS_ACT)


def closed(draft: TransitionDraft) -> None:
    """The day of the passed inspection counts for later openings."""
    permit = draft.record
    last = _visits(permit, checklists.REINSTATED).filter(result=Inspection.Result.PASS).order_by("-visited_at").first()
    permit.reinstated_on = timezone.localdate(last.visited_at) if last else draft.on
    permit.save()
