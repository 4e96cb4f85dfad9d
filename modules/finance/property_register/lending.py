"""The register of what the tax-map section hands out: borrowing, returning, what is overdue, what its papers print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.ground.models import MapSheet, Parcel
from gis_core.pure.refusal import Refused
from layers.declare import CountBy, Draft, Grant, Register, Report, Transition, TransitionDraft, Workflow
from layers.engine.rows import seen
from layers.registry import registry
from modules.finance.property_register import papers, rules
from modules.finance.property_register.models import Lending, OwnerCard
from modules.finance.property_register.reading import Rows
from modules.finance.property_register.roles import READERS

LAW = rules.REGISTER_LAW
KEEPERS = ("surveyor", "assessor", "revenue_officer")
#: What each kind of thing is in the registers.
THINGS = {Lending.Kind.SHEET: MapSheet, Lending.Kind.CARD: OwnerCard, Lending.Kind.FILE: Parcel}


def derive(draft: Draft) -> None:
    lending: Lending = draft.record
    lending.lent_on = lending.lent_on or clock.today()


def check(draft: Draft) -> Iterator[Refused]:
    """A thing of its kind, not lent already, due after it is lent."""
    lending: Lending = draft.record
    model = THINGS[Lending.Kind(lending.kind)]
    if not model._default_manager.filter(uid=lending.item_id).exists():
        wanted = registry.for_model(model)
        yield Refused("LENT_THING", f"สิ่งที่ยืมต้องอยู่ในทะเบียน{wanted.thai if wanted else ''}", LAW, "item")
    if lending.lent_on and lending.lent_on > clock.today():
        yield Refused("FUTURE", "วันที่ยืมต้องไม่อยู่ในอนาคต", LAW, "lent_on")
    if lending.lent_on and lending.due_on < lending.lent_on:
        yield Refused("LENT_DUE", "กำหนดคืนต้องไม่ก่อนวันที่ยืม", LAW, "due_on")
    if draft.is_new and Lending.objects.filter(item=lending.item_id, status="lent").exists():
        yield Refused("LENT", "ยังไม่ได้คืน ให้ยืมซ้ำไม่ได้", LAW, "item")


def brought_back(draft: TransitionDraft) -> Iterator[Refused]:
    """Not before it went, not in the future."""
    lending: Lending = draft.record
    if not lending.lent_on <= lending.returned_on <= clock.today():
        yield Refused("RETURN_DAY", "วันที่คืนต้องไม่ก่อนวันที่ยืมและไม่อยู่ในอนาคต", LAW, "returned_on")


def named(lending: Lending) -> str:
    """What was lent, as its own register calls it."""
    thing = Feature.objects.filter(uid=lending.item_id).first()
    return f"{lending.get_kind_display()} {thing.title if thing else ''}".strip()


def overdue(user: Any) -> Rows:
    """What should have been back by now."""
    late = seen(Lending, user).filter(status="lent", due_on__lt=clock.today()).order_by("due_on", "id")
    return [
        {
            "uid": each.uid,
            "title": str(each),
            "register_no": each.register_no,
            "item": named(each),
            "borrower": each.borrower,
            "division": each.division,
            "due_on": each.due_on,
            "days": (clock.today() - each.due_on).days,
        }
        for each in late
    ]


def slip(lending: Lending) -> Mapping[str, Any]:
    return {"item": named(lending)}


FLOW = Workflow(
    initial="lent",
    states={"lent": "ยืมอยู่", "returned": "คืนแล้ว", "lost": "สูญหาย"},
    transitions=(
        Transition(
            "give_back",
            ("lent", "lost"),
            "returned",
            by=KEEPERS,
            thai="รับคืน",
            form=("returned_on", "condition"),
            guard=brought_back,
        ),
        Transition("lose", "lent", "lost", by=("assessor", "finance_head"), thai="แจ้งสูญหาย"),
    ),
)

lendings = Register(
    Lending,
    thai="ทะเบียนยืม-คืนแผนที่ภาษีและทะเบียนทรัพย์สิน",
    english="Lendings of the tax map",
    number="ยค.{seq:05}/{be_year}",
    located_by=("item",),
    workflow=FLOW,
    list_columns=("register_no", "kind", "item", "borrower", "division", "lent_on", "due_on", "returned_on", "status"),
    form_columns=("kind", "item", "borrower", "division", "purpose", "lent_on", "due_on"),
    filters=("status", "kind", "lent_on", "due_on"),
    search=("register_no", "borrower"),
    order_by=("-lent_on", "-id"),
    derive=derive,
    check=check,
    errors={
        "property_register_item_lent_once": ("LENT", "ยังไม่ได้คืน ให้ยืมซ้ำไม่ได้"),
        "property_register_lent_before_it_is_due": ("LENT_DUE", "กำหนดคืนต้องไม่ก่อนวันที่ยืม"),
    },
    documents=(papers.form("pt14", "แบบ ผ.ท.14 ใบยืมและคืนแผนที่ภาษีและทะเบียนทรัพย์สิน", slip),),
    reports=(
        CountBy("kind", "status"),
        Report(
            "overdue",
            "ค้างคืนเกินกำหนด",
            overdue,
            (
                ("register_no", "เลขที่"),
                ("item", "สิ่งที่ยืม"),
                ("borrower", "ผู้ยืม"),
                ("division", "หน่วยงาน"),
                ("due_on", "กำหนดคืน"),
                ("days", "เกินกำหนด (วัน)"),
            ),
        ),
    ),
    grants=(
        Grant(READERS, "view"),
        Grant(" ".join(KEEPERS), "add change print"),
        Grant("finance_head auditor", "export"),
    ),
)
