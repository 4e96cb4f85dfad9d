"""Money due and money taken, of every system: charges, receipts, the cashier's day, bills and the counter."""

from __future__ import annotations

from layers.declare import (
    Action,
    CountBy,
    Document,
    Grant,
    ImportMap,
    Lines,
    Page,
    Rates,
    Register,
    SumBy,
    System,
    Transition,
    Workflow,
)
from modules.kernel.charges import (
    allocated,
    bank_files,
    counter,
    day_steps,
    demo,
    income,
    key_figures,
    levied,
    orders,
    papers,
    payer_card,
    refused_by_database,
    returns,
)
from modules.kernel.charges.book_register import books
from modules.kernel.charges.ledger import RATES
from modules.kernel.charges.models import (
    AllocatedRevenue,
    BankFile,
    BankPayment,
    BillerAccount,
    CashDay,
    Charge,
    ChargeOrder,
    Instalment,
    PayerNote,
    Receipt,
    ReceiptLine,
    RevenueCode,
    RevenueEstimate,
)
from modules.kernel.charges.roles import CASHIERS, DECIDERS, EXPORTERS, HEADS, LOOKERS, READERS

charges = Register(
    Charge,
    thai="รายการตั้งหนี้",
    english="Charges",
    name="charge",
    made_by="หนี้เกิดจากเรื่องที่เป็นที่มา เช่น การประเมินภาษี ค่าธรรมเนียม หรือสัญญาเช่า ให้บันทึกที่ทะเบียนของเรื่องนั้น",
    level="hidden",
    located_by=("place", "source"),
    list_columns=(
        "register_no", "title", "revenue", "person", "organisation", "tax_year_be", "principal_baht",
        "principal_left_baht", "due_on", "status",
    ),
    filters=("revenue", "status", "tax_year_be", "due_on"),
    inner=("own_title",),
    search=("register_no", "own_title"),
    order_by=("-id",),
    lines=(Lines(Instalment, columns=("seq", "due_on", "amount_baht"), thai="งวดผ่อนชำระ", order_by=("seq",)),),
    errors=refused_by_database.CHARGES,
    documents=(
        Document(
            "bill", "ใบแจ้งการชำระเงิน", "kernel_charges/bill.html", ("revenue_officer", "cashier", "finance_head"),
            context=papers.bill, thai_digits=False,
        ),
    ),
    rates=(Rates(RATES, "rates/late.csv"),),
    panels=(papers.DUES_PANEL,),
    actions=orders.BUTTONS,
    reports=(
        CountBy("status", "revenue"), SumBy("principal_left_baht", "revenue"), *key_figures.FIGURES, *income.FIGURES,
        *returns.CHARGE_REPORTS, levied.LEVIED,
    ),
    grants=(Grant(READERS, "view"), Grant(EXPORTERS, "export")),
)  # fmt: skip

charge_orders = Register(
    ChargeOrder,
    thai="คำสั่งเกี่ยวกับหนี้",
    english="Orders about charges",
    name="charge_order",
    number="คน.{seq:05}/{be_year}",
    level="hidden",
    located_by=("charge",),
    workflow=Workflow(
        initial="asked",
        edited_in=("asked",),
        states=dict(ChargeOrder.Status.choices),
        transitions=(
            Transition(
                "approve",
                "asked",
                "done",
                DECIDERS,
                "อนุมัติ",
                by_another_than=("asked_by",),
                guard=orders.may_approve,
                effect=orders.approved,
            ),
            Transition(
                "refuse",
                "asked",
                "refused",
                DECIDERS,
                "ไม่อนุมัติ",
                by_another_than=("asked_by",),
                effect=orders.decided,
            ),
        ),
    ),
    list_columns=(
        "register_no",
        "kind",
        "charge",
        "asked_on",
        "amount_baht",
        "until_on",
        "authority_no",
        "asked_by",
        "status",
    ),
    form_columns=("charge", "kind", "asked_on", "amount_baht", "until_on", "authority_no", "note"),
    filters=("status", "kind", "asked_on"),
    search=("register_no", "authority_no"),
    order_by=("-id",),
    derive=orders.derive,
    check=orders.check,
    errors={
        "charges_one_order_waits": orders.ORDER_WAITS,
        "charges_order_by_another": ("FOUR_EYES", "ผู้เสนออนุมัติเองไม่ได้"),
    },
    reports=(CountBy("status", "kind"),),
    grants=(
        Grant(READERS, "view"),
        Grant("revenue_officer finance_head", "add change"),
        Grant(EXPORTERS, "export"),
    ),
)

VOIDING = Workflow(
    initial="issued",
    states=dict(Receipt.Status.choices),
    transitions=(
        # asked of a remitted one too, which says why it is too late
        Transition(
            "request_void", ("issued", "remitted"), "void_requested", by=CASHIERS, thai="ขอยกเลิกใบเสร็จ",
            form=("void_reason",), closed=day_steps.too_late, guard=day_steps.may_void, effect=day_steps.void_asked,
        ),
        Transition(
            "refuse_void", "void_requested", "issued", by=HEADS, thai="ไม่อนุมัติให้ยกเลิก",
            by_another_than=("cashier", "void_requested_by"), closed=day_steps.too_late, guard=day_steps.may_void,
        ),
        Transition(
            "approve_void", "void_requested", "void", by=HEADS, thai="อนุมัติให้ยกเลิก",
            by_another_than=("cashier", "void_requested_by"), closed=day_steps.too_late, guard=day_steps.may_void,
            effect=day_steps.voided,
        ),
    ),
)  # fmt: skip

receipts = Register(
    Receipt,
    thai="ใบเสร็จรับเงิน",
    english="Receipts",
    name="receipt",
    made_by="ใบเสร็จออกพร้อมการรับเงินที่หน้าจุดรับชำระ ทั้งเลขที่ของระบบและใบเสร็จในเล่ม หรือจากแฟ้มรับชำระของธนาคาร",
    level="hidden",
    located_by=("place",),
    tells_of=("lines.charge",),
    workflow=VOIDING,
    list_columns=("register_no", "issued_at", "payer_name", "total_baht", "cashier", "status"),
    filters=("status", "paid_on", "cashier"),
    search=("register_no", "payer_name"),
    inner=("client_key",),
    order_by=("-issued_at", "-id"),
    lines=(Lines(ReceiptLine, columns=("seq", "thai", "component", "amount_baht"), thai="รายการ", order_by=("seq",)),),
    errors=refused_by_database.RECEIPTS,
    documents=(
        Document(
            "receipt", "ใบเสร็จรับเงิน", "kernel_charges/receipt.html", ("cashier", "finance_head"),
            context=papers.receipt, thai_digits=False,
        ),
    ),
    pages=(
        Page("counter", "จุดรับชำระ", counter.page, (*CASHIERS, *LOOKERS)),
        Page("print", "พิมพ์ใบเสร็จ", papers.print_receipt, ("cashier", "finance_head")),
    ),
    reports=(CountBy("status", "cashier"), SumBy("total_baht", "status"), *returns.RECEIPT_REPORTS),
    grants=(Grant(READERS, "view"), Grant(EXPORTERS, "export")),
)  # fmt: skip

DAY = Workflow(
    initial="open",
    states=dict(CashDay.Status.choices),
    transitions=(
        Transition(
            "count", "open", "counted", by=CASHIERS, thai="ตรวจนับและปิดวัน",
            form=("cash_baht", "cheque_baht", "transfer_baht"), guard=day_steps.may_count,
        ),
        Transition(
            "recount", "counted", "open", by=HEADS, thai="ให้นับใหม่", by_another_than=("cashier",),
            guard=day_steps.may_hand_over,
        ),
        Transition(
            "hand_over", "counted", "remitted", by=HEADS, thai="รับมอบเงินและออกใบนำส่ง",
            by_another_than=("cashier",), guard=day_steps.may_hand_over, effect=day_steps.handed_over,
            document="remittance",
        ),
        Transition(
            "bank", "remitted", "banked", by=("finance_head", "accountant"), thai="นำฝากธนาคาร",
            form=("banked_on", "deposit_no"), guard=day_steps.may_bank,
        ),
        Transition(
            "close", ("banked", "remitted"), "closed", by=("finance_head", "accountant"), thai="ปิดวัน",
            by_another_than=("cashier",), closed=day_steps.not_banked,
        ),
    ),
)  # fmt: skip

cash_days = Register(
    CashDay,
    thai="วันรับเงินและใบนำส่ง",
    english="Cash days",
    name="cash_day",
    made_by="วันรับเงินเปิดเองเมื่อผู้รับเงินรับเงินรายการแรกของวันที่หน้าจุดรับชำระ",
    workflow=DAY,
    level="staff",
    list_columns=(
        "on", "cashier", "counter", "register_no", "status", "cash_baht", "cheque_baht", "transfer_baht", "kept_by",
        "banked_on", "deposit_no",
    ),
    filters=("status", "on", "cashier"),
    search=("register_no",),
    order_by=("-on", "-id"),
    errors=refused_by_database.CASH_DAYS,
    panels=(papers.DAY_PANEL,),
    actions=(
        Action(
            "keep", "เก็บรักษาเงินในตู้นิรภัย", day_steps.keep, HEADS,
            (("kept_by", f"กรรมการเก็บรักษาเงิน {day_steps.KEEPERS} คน คั่นด้วยจุลภาค", "text"),), states=("remitted",),
        ),
    ),
    reports=(returns.SLIPS,),
    documents=(
        Document(
            "remittance", "ใบนำส่งเงิน", "kernel_charges/remittance.html", ("finance_head",),
            context=papers.remittance, thai_digits=False,
        ),
    ),
    grants=(Grant("cashier accountant finance_head clerk_chief executive auditor", "view"), Grant(EXPORTERS, "export")),
)  # fmt: skip

banks = Register(
    BankFile,
    thai="แฟ้มรับชำระจากธนาคาร",
    english="Bank payment files",
    name="bank_file",
    made_by="ผู้รับเงินนำแฟ้มเข้าที่หน้า “นำเข้าแฟ้มธนาคาร”",
    title="name",
    level="staff",
    list_columns=("name", "brought_on", "total_baht"),
    filters=("brought_on",),
    search=("name",),
    order_by=("-id",),
    lines=(
        Lines(
            BankPayment,
            columns=("line_no", "paid_on", "ref1", "amount_baht", "bank_ref", "outcome", "why", "receipt"),
            thai="รายการ",
            order_by=("line_no",),
        ),
    ),
    errors=refused_by_database.BANKS,
    pages=(Page("bring", "นำเข้าแฟ้มธนาคาร", bank_files.page, (*CASHIERS, *HEADS)),),
    grants=(Grant("cashier accountant finance_head auditor", "view"), Grant(EXPORTERS, "export")),
)

revenue_codes = Register(
    RevenueCode,
    thai="ประเภทรายได้",
    english="Kinds of revenue",
    name="revenue_code",
    title="thai",
    level="staff",
    list_columns=("code", "thai", "is_allocated", "late_rule", "office_kinds", "is_used", "law"),
    form_columns=("code", "thai", "late_rule", "office_kinds", "law", "is_allocated", "is_used"),
    filters=("late_rule", "is_allocated", "is_used"),
    search=("code", "thai"),
    order_by=("-id",),
    check=allocated.check_code,
    errors={"code": ("REVENUE_CODE_TWICE", "มีรหัสรายได้นี้แล้ว")},
    grants=(
        Grant(f"{READERS} planner division_head", "view"),
        Grant("finance_head", "add change"),
        Grant(EXPORTERS, "export"),
    ),
)

estimates = Register(
    RevenueEstimate,
    thai="ประมาณการรายรับ",
    english="Revenue estimates",
    name="estimate",
    title="source",
    level="staff",
    list_columns=("fiscal_year_be", "revenue", "estimate_baht", "source"),
    form_columns=("fiscal_year_be", "revenue", "estimate_baht", "source"),
    filters=("fiscal_year_be", "revenue"),
    search=("source",),
    order_by=("-id",),
    errors={"charges_one_estimate_a_year": ("ESTIMATE_TWICE", "มีประมาณการของรายได้ประเภทนี้ในปีงบประมาณเดียวกันแล้ว")},
    imports=ImportMap(
        match_on=("fiscal_year_be", "revenue"),
        columns={
            "ปีงบประมาณ": "fiscal_year_be",
            "ประเภทรายได้": "revenue",
            "ประมาณการ": "estimate_baht",
            "เอกสารที่มา": "source",
        },
    ),
    reports=(SumBy("estimate_baht", "fiscal_year_be"),),
    grants=(
        Grant(f"{READERS} planner division_head", "view"),
        Grant("finance_head planner", "add change"),
        Grant(EXPORTERS, "export"),
    ),
)

allocated_revenues = Register(
    AllocatedRevenue,
    thai="เงินภาษีจัดสรรและเงินอุดหนุน",
    english="Allocated revenue",
    name="allocated",
    number="รจ.{seq:05}/{be_year}",
    number_year="fiscal",
    level="staff",
    list_columns=("register_no", "received_on", "revenue", "amount_baht", "period", "sender", "advice_no", "advice_on"),
    form_columns=("revenue", "received_on", "amount_baht", "advice_no", "advice_on", "sender", "period"),
    filters=("revenue", "received_on"),
    search=("register_no", "advice_no", "sender"),
    order_by=("-received_on", "-id"),
    picks={"revenue": "is_allocated=true&is_used=true"},
    derive=allocated.derive,
    check=allocated.check,
    errors={
        "charges_one_advice": ("ADVICE_TWICE", allocated.TWICE),
        "charges_allocated_something": ("AMOUNT", "จำนวนเงินที่ได้รับต้องมากกว่าศูนย์"),
    },
    imports=ImportMap(
        match_on="register_no",
        columns={
            "ประเภทรายได้": "revenue",
            "วันที่รับเงิน": "received_on",
            "จำนวนเงิน": "amount_baht",
            "เลขที่หนังสือแจ้ง": "advice_no",
            "หนังสือลงวันที่": "advice_on",
            "ผู้แจ้งการโอน": "sender",
            "งวด": "period",
        },
    ),
    reports=(SumBy("amount_baht", "revenue"),),
    grants=(
        Grant(f"{READERS} planner", "view"),
        Grant("revenue_officer accountant finance_head", "add change"),
        Grant("finance_head", "delete"),
        Grant(EXPORTERS, "export"),
    ),
)

payer_notes = Register(
    PayerNote,
    thai="บันทึกถึงผู้ชำระ",
    english="Payer notes",
    name="payer_note",
    level="hidden",
    located_by=("place",),
    list_columns=("noted_on", "person", "organisation", "text", "noted_by"),
    form_columns=("person", "organisation", "place", "text"),
    filters=("noted_on",),
    search=("text",),
    order_by=("-id",),
    derive=payer_card.derive_note,
    check=payer_card.check_note,
    errors={"charges_note_of_one_party": ("ONE_OWNER", "เลือกผู้ชำระเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง")},
    grants=(
        Grant(READERS, "view"),
        Grant("revenue_officer cashier finance_head", "add change delete"),
        Grant(EXPORTERS, "export"),
    ),
)

billers = Register(
    BillerAccount,
    thai="บัญชีรับชำระ",
    english="Biller accounts",
    name="biller_account",
    title="bank",
    level="staff",
    list_columns=("bank", "account_no", "biller_id", "is_used"),
    form_columns=("bank", "account_no", "biller_id", "is_used"),
    search=("bank", "account_no", "biller_id"),
    order_by=("id",),
    errors={"biller_id": ("BILLER_TWICE", "มีเลขผู้รับชำระนี้แล้ว")},
    grants=(Grant(READERS, "view"), Grant("finance_head", "add change"), Grant(EXPORTERS, "export")),
)

system = System(
    "kernel.charges",
    "การรับเงิน",
    "Charges and receipts",
    archetype="C",
    registers=(
        charges, charge_orders, receipts, books, cash_days, banks, revenue_codes, estimates, allocated_revenues,
        payer_notes, billers,
    ),
    demo=demo.load,
)  # fmt: skip
