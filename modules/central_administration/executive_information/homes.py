"""What waits for each role, its figures, its ways. Registers and figures by their keys."""

from __future__ import annotations

from layers.engine.homes import Home, Waiting, Way, declare

PROPERTY, TAX, ROADS = "finance.property_register.", "finance.revenue_collection.", "civil_works.roads_bridges."
CHARGES, NOTES = "kernel.charges.", "central_administration.executive_information."
COLLECTED, ARREARS = f"{CHARGES}charge.land_tax_collected", f"{CHARGES}charge.tax_arrears"
REVENUE, SHARE = f"{CHARGES}charge.own_revenue", f"{CHARGES}charge.own_revenue_share"
MONEY = (COLLECTED, ARREARS, SHARE, REVENUE)
ROAD_FIGURES = tuple(f"{ROADS}road.{code}" for code in ("good_percent", "paved_percent", "registered_percent"))
UNPLACED, LATE = f"{NOTES}kpi.unplaced", f"{NOTES}note.late_orders"

ORDERS = Waiting(f"{CHARGES}charge_order", ("asked",))
TO_APPROVE = Waiting(f"{TAX}assessment", ("checked",))
REFUNDS = Waiting(f"{TAX}refund", ("requested", "prepared"))
OBJECTIONS = Waiting("kernel.cases.case", ("open",))
SURVEYS = Waiting("kernel.inspections.field_survey", ("submitted",))
REQUESTS = Waiting(f"{PROPERTY}change_request", ("checked",))
#: Orders on figures, on drawn areas and on records.
ALL_NOTES = tuple(f"{NOTES}{name}" for name in ("note", "area_note", "record_note"))
NOTES_OF_UNIT = tuple(Waiting(each, ("issued", "acknowledged"), whose="org_unit") for each in ALL_NOTES)
NOTES_DONE = tuple(Waiting(each, ("done",)) for each in ALL_NOTES)
WALK = Way("kernel.inspections.field_survey", "walk")
REVIEW = Way(f"{TAX}assessment", "review")

HOMES = (
    Home(
        ("executive", "clerk_chief"),
        (*NOTES_DONE, ORDERS, TO_APPROVE, REFUNDS, OBJECTIONS),
        (*MONEY, *ROAD_FIGURES, LATE, UNPLACED),
        (Way(f"{NOTES}brief"), Way(f"{NOTES}quarterly"), Way(f"{NOTES}note"), Way(f"{NOTES}target"), REVIEW),
    ),
    Home(("clerk_chief", "system_admin"), (Waiting(f"{NOTES}kpi", ("draft",)),), (), (Way(f"{NOTES}kpi"),)),
    Home(
        ("executive",),
        (
            Waiting(f"{ROADS}road", ("council",)),
            Waiting(f"{ROADS}reserve_permit", ("inspecting", "approved_pending_bond")),
        ),
    ),
    Home(
        ("finance_head",),
        (
            Waiting(f"{CHARGES}receipt", ("void_requested",)),
            Waiting(f"{CHARGES}cash_day", ("counted", "remitted", "banked")),
            ORDERS,
            Waiting(f"{TAX}assessment", ("draft", "checked")),
            REFUNDS,
        ),
        MONEY,
        (
            REVIEW, Way(f"{CHARGES}cash_day"), Way(f"{CHARGES}bank_file", "bring"), Way(f"{CHARGES}estimate"),
            Way(f"{CHARGES}charge"),
        ),
    ),
    Home(
        ("finance_head", "division_head"),
        (SURVEYS, REQUESTS),
    ),
    Home(("finance_head", "division_head", "clerk_chief"), NOTES_OF_UNIT, (), (Way(f"{NOTES}note"),)),
    Home(
        ("division_head",),
        (Waiting(f"{ROADS}defect", ("confirmed",)), Waiting(f"{ROADS}reserve_permit", ("reinstating",))),
        (*ROAD_FIGURES, f"{ROADS}road.backlog", UNPLACED),
        (Way(f"{ROADS}road"), Way(f"{PROPERTY}parcel")),
    ),
    Home(
        ("revenue_officer",),
        (
            Waiting(f"{TAX}assessment", ("draft", "approved")),
            Waiting(f"{TAX}sign_return", ("draft", "filed")),
            Waiting("kernel.notices.notice", ("issued", "returned")),
            Waiting(f"{TAX}refund", ("due",)),
            OBJECTIONS,
            Waiting(f"{PROPERTY}change_request", ("received",)),
        ),
        (*MONEY, f"{TAX}unassessed.unassessed"),
        (
            REVIEW, Way(f"{TAX}assessment"), Way(f"{CHARGES}charge"), Way(f"{TAX}sign_return"),
            Way(f"{PROPERTY}parcel"), Way(f"{PROPERTY}control_file", "bring"),
        ),
        map_first=True,
    ),
    Home(
        ("assessor",),
        (
            Waiting(f"{TAX}sign_return", ("draft", "filed")),
            Waiting(f"{PROPERTY}change_request", ("received", "field", "verified")),
            Waiting("kernel.inspections.field_survey", ("verified",)),
        ),
        (f"{TAX}unassessed.unassessed", f"{TAX}use.vacant_land", f"{PROPERTY}parcel.unpriced"),
        (REVIEW, WALK, Way(f"{PROPERTY}parcel"), Way(f"{TAX}use")),
        map_first=True,
    ),
    Home(
        ("cashier",),
        (Waiting(f"{CHARGES}cash_day", ("open", "counted"), whose="cashier"),),
        (REVENUE,),
        (Way(f"{CHARGES}receipt", "counter"), Way(f"{CHARGES}bank_file", "bring"), Way(f"{CHARGES}receipt")),
    ),
    Home(
        ("accountant",),
        (Waiting(f"{CHARGES}cash_day", ("remitted", "banked")), Waiting(f"{TAX}refund", ("due",))),
        (REVENUE, SHARE),
        (Way(f"{CHARGES}cash_day"), Way(f"{CHARGES}receipt"), Way(f"{CHARGES}bank_file")),
    ),
    Home(
        ("engineer",),
        (
            Waiting(f"{ROADS}defect", ("reported", "confirmed", "planned")),
            Waiting(f"{ROADS}works", ("planned", "contracted")),
            Waiting(f"{ROADS}reserve_permit", ("accepted", "reinstating")),
            Waiting(f"{ROADS}road", ("surveyed", "land_ready", "requested")),
        ),
        (*ROAD_FIGURES, f"{ROADS}road.backlog", f"{ROADS}road.repair_per_km", f"{ROADS}road.deaths"),
        (Way(f"{ROADS}road"), Way(f"{ROADS}defect"), Way(f"{ROADS}works"), WALK),
        map_first=True,
    ),
    Home(
        ("surveyor",),
        (
            Waiting("kernel.inspections.field_survey", ("draft", "returned", "verified")),
            Waiting(f"{PROPERTY}change_request", ("received", "field", "verified")),
            Waiting(f"{PROPERTY}lending", ("lent",)),
        ),
        (f"{PROPERTY}parcel.unsurveyed", f"{PROPERTY}parcel.no_deed", f"{PROPERTY}parcel.ownerless"),
        (WALK, Way(f"{PROPERTY}parcel"), Way(f"{PROPERTY}change_request"), Way(f"{PROPERTY}map_sheet")),
        map_first=True,
    ),
    Home(
        ("registry_clerk",),
        (Waiting("kernel.notices.notice", ("issued", "sent", "returned")),),
        (),
        (Way("kernel.notices.notice"), Way("kernel.documents.issued")),
    ),
    Home(
        ("counter_clerk",),
        (Waiting(f"{ROADS}reserve_permit", ("draft", "submitted", "incomplete")),),
        (),
        (Way(f"{ROADS}reserve_permit"), Way("kernel.base_map.house"), Way("kernel.base_map.person")),
    ),
    Home(
        ("planner",),
        (),
        (*ROAD_FIGURES, f"{ROADS}road.backlog", UNPLACED),
        (Way(f"{NOTES}target"), Way(f"{NOTES}brief"), Way(f"{NOTES}quarterly"), Way(f"{CHARGES}estimate")),
        map_first=True,
    ),
    Home(
        ("auditor",),
        (),
        (*MONEY, UNPLACED),
        (
            Way(f"{CHARGES}charge"), Way(f"{CHARGES}receipt"), Way(f"{CHARGES}cash_day"), Way(f"{CHARGES}charge_order"),
            Way(f"{TAX}assessment"), Way("kernel.rates.row"), Way("kernel.documents.issued"),
        ),
    ),
)  # fmt: skip

declare(HOMES)
