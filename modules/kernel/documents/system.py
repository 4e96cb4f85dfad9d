"""The papers the office has issued, from every system."""

from __future__ import annotations

from layers.declare import Grant, Register, System
from modules.kernel.documents.models import IssuedDocument

issued = Register(
    IssuedDocument,
    thai="เอกสารที่ออกแล้ว",
    english="Issued documents",
    name="issued",
    title="number",
    located_by=("record",),
    list_columns=("number", "thai", "issued_on", "signer", "status", "check_code"),
    form_columns=("void_reason",),
    filters=("status", "issued_on"),
    search=("number", "thai", "check_code"),
    order_by=("-issued_on", "-id"),
    errors={
        "kernel_documents_number_once": ("DUP_NUMBER", "เลขที่เอกสารนี้ออกไปแล้ว ออกเอกสารอีกครั้งเพื่อรับเลขใหม่"),
        "kernel_documents_once_in_a_batch": ("DUP_IN_BATCH", "เอกสารของระเบียนนี้อยู่ในชุดพิมพ์นี้แล้ว"),
    },
    grants=(
        Grant(
            "officer engineer surveyor registry_clerk division_head clerk_chief executive auditor system_admin", "view"
        ),
        Grant("registry_clerk auditor", "export"),
    ),
)

system = System("kernel.documents", "เอกสารราชการ", "Issued documents", archetype="F", registers=(issued,))
