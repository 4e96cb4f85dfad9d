"""What the tables of money refuse whoever writes to them, in the words of the office: constraint -> (code, Thai).

Rules refuse all this before; here speaks the database when two write at once or a program errs.
"""

from __future__ import annotations

RECEIPT_SEQ = "เลขที่ใบเสร็จไม่ต่อเนื่องหรือซ้ำ"
AMOUNT = ("AMOUNT", "จำนวนเงินที่รับต้องมากกว่าศูนย์")

CHARGES = {
    "charges_one_party": ("CHARGE_PARTY", "รายการตั้งหนี้ต้องมีผู้ชำระหนึ่งรายและรายเดียว"),
    "charges_never_overpaid": (
        "OVERPAY",
        "จำนวนเงินเกินยอดที่ต้องชำระ อาจมีผู้รับชำระรายการนี้ไปแล้ว ตรวจยอดใหม่ก่อนรับเงิน",
    ),
    "charges_reminded_after_due": (
        "REMIND_EARLY",
        "ยังไม่พ้นกำหนดชำระภาษี วันที่ได้รับหนังสือแจ้งเตือนต้องหลังวันครบกำหนด",
    ),
    "charges_extended_after_due": ("EXTEND_DAY", "วันที่ขยายกำหนดชำระให้ต้องหลังวันครบกำหนด"),
    "charges_instalment_once": ("INSTALMENT_TWICE", "รายการนี้ได้รับอนุญาตให้ผ่อนชำระแล้ว"),
    "charges_one_open_suspension": ("SUSPENDED", "รายการนี้ทุเลาการชำระอยู่แล้ว ให้สิ้นสุดคำสั่งเดิมก่อน"),
    "charges_suspension_in_order": ("DATES", "วันสิ้นสุดการทุเลาต้องไม่ก่อนวันที่เริ่ม"),
    "kernel_charges_chargeentry_reverses": ("REVERSED_TWICE", "รายการนี้กลับรายการไปแล้ว ตรวจบัญชีแยกของรายการตั้งหนี้"),
}
RECEIPTS = {
    "charges_receipt_above_nothing": AMOUNT,
    "charges_payment_above_nothing": AMOUNT,
    "charges_leaf_once": ("RECEIPT_SEQ", f"{RECEIPT_SEQ}: ใบนี้ของเล่มออกใบเสร็จไปแล้ว ตรวจเลขบนใบเสร็จ"),
    "charges_receipt_line_once": ("RECEIPT_SEQ", f"{RECEIPT_SEQ}: ลำดับรายการในใบเสร็จซ้ำ ยังไม่ได้รับเงิน ลองอีกครั้ง"),
    "charges_void_by_another": ("FOUR_EYES", "ผู้รับเงินและผู้ขอยกเลิกอนุมัติให้ยกเลิกใบเสร็จเองไม่ได้ ให้ผู้มีอำนาจคนอื่นอนุมัติ"),
    "client_key": ("CLIENT_KEY", "หน้านี้รับเงินไปแล้ว ดูใบเสร็จล่าสุดของผู้ชำระก่อนรับเงินอีก"),
}
CASH_DAYS = {
    "charges_one_cash_day": ("CASH_DAY", "ผู้รับเงินรายนี้มีวันรับเงินของวันนี้แล้ว"),
    "charges_handed_to_another": ("FOUR_EYES", "ผู้รับเงินรับมอบเงินของตนเองไม่ได้ ให้ผู้มีอำนาจคนอื่นรับมอบ"),
}
BOOKS = {
    "charges_book_once": ("RECEIPT_SEQ", f"{RECEIPT_SEQ}: ลงทะเบียนชุดและเล่มนี้ไว้แล้ว ตรวจเลขที่เล่ม"),
    "charges_book_leaves": ("RECEIPT_SEQ", f"{RECEIPT_SEQ}: เลขแรกต้องไม่น้อยกว่า 1 และไม่เกินเลขสุดท้าย"),
    "charges_book_to_another": ("FOUR_EYES", "ผู้ถือเล่มรับคืนเล่มของตนเองไม่ได้ ให้ผู้อื่นตรวจนับและรับคืน"),
    "charges_spoiled_once": ("RECEIPT_SEQ", f"{RECEIPT_SEQ}: บันทึกใบนี้เป็นใบเสียไว้แล้ว"),
}
BANKS = {
    "charges_bank_row_has_receipt": ("BANK_ROW", "รายการของธนาคารมีใบเสร็จเมื่อออกใบเสร็จแล้วเท่านั้น ตรวจรายการอีกครั้ง"),
    "charges_bank_ref_once": ("BANK_TWICE", "รายการที่มีอ้างอิงธนาคารนี้นำเข้าแล้ว ดูแฟ้มที่นำเข้าก่อนหน้า"),
    "charges_bank_receipt_once": ("BANK_TWICE", "ใบเสร็จนี้เป็นของรายการธนาคารอื่นแล้ว"),
    "sha256": ("BANK_TWICE", "แฟ้มนี้นำเข้าแล้ว ดูแฟ้มที่นำเข้าก่อนหน้า"),
}
