"""Ready questions and reports as declarations, apart from the registers that carry them."""

from __future__ import annotations

from layers.declare import Kpi, Parameter, Report, SpatialQuery, UsedRates
from modules.finance.property_register import figures, key_figures, progress_return, quality, queries, reports

ZONE_QUERIES = (
    SpatialQuery(
        "untiled",
        "เขตและเขตย่อยที่ทับกัน ออกนอกเขต หรือเหลือพื้นที่ที่ยังไม่แบ่ง",
        quality.untiled,
        (("kind", "ลักษณะ"), ("other", "กับ"), ("m2", "พื้นที่ (ตร.ม.)")),
    ),
)

PARCEL_QUERIES = (
    SpatialQuery(
        "lacking",
        "แปลงในเขตย่อยที่ไม่มีเจ้าของหรือไม่มีเอกสารสิทธิ",
        queries.lacking_in_block,
        (("lacks", "ไม่มี"),),
        (Parameter("block", "รหัสเขตย่อย เช่น 01A เว้นว่างคือทุกเขตย่อย", "text", ""),),
    ),
    SpatialQuery(
        "monthly_changes",
        "แปลงที่เปลี่ยนตามแฟ้มรายเดือนของสำนักงานที่ดิน",
        queries.monthly_changes,
        (("act", "สถานะดำเนินการ"), ("effect", "ผลต่อทะเบียน"), ("acted_on", "วันที่"), ("status", "สถานะพิจารณา")),
        (Parameter("period", "งวด เช่น 2569-01 เว้นว่างคืองวดล่าสุด", "text", ""),),
    ),
    SpatialQuery(
        "monthly_shapes",
        "รูปแปลงในแฟ้มรายเดือนที่ยังไม่มีหรือต่างจากแผนที่",
        queries.monthly_shapes,
        (
            ("kind", "ลักษณะ"),
            ("lies_in", "ทับแปลง"),
            ("file_m2", "เนื้อที่ในแฟ้ม (ตร.ม.)"),
            ("off_m2", "ต่างกัน (ตร.ม.)"),
        ),
        (Parameter("period", "งวด เช่น 2569-01 เว้นว่างคืองวดล่าสุด", "text", ""),),
    ),
    SpatialQuery(
        "property_of",
        "ทรัพย์สินทั้งหมดของเจ้าของรายหนึ่ง",
        queries.property_of,
        (("kind", "ประเภท"), ("size", "เนื้อที่/ขนาด"), ("share", "สัดส่วน"), ("value", "ราคาประเมิน (บาท)")),
        (Parameter("owner", "รหัสเจ้าของ เลขประจำตัว หรือชื่อ-สกุล", "text", ""),),
    ),
    SpatialQuery(
        "near_road",
        "แปลงในระยะจากถนนที่จะขยาย พร้อมเอกสารสิทธิและเจ้าของ",
        queries.near_road,
        (("deed", "เอกสารสิทธิ"), ("area", "ไร่-งาน-ตร.ว."), ("distance_m", "ห่างจากเขตทาง (ม.)"), ("owners", "เจ้าของ")),
        (
            Parameter("road", "รหัสหรือชื่อสายทาง", "text", ""),
            Parameter("metres", "ระยะจากขอบเขตทาง (ม.) เว้นว่างคือตามเกณฑ์", "number"),
        ),
    ),
    SpatialQuery(
        "in_zone",
        "แปลงที่มีส่วนใดส่วนหนึ่งในเขตน้ำท่วม ป่า หรือ ส.ป.ก.",
        queries.in_zone,
        (
            ("area_name", "เขต"),
            ("kind", "ประเภทเขต"),
            ("deed_type", "เอกสารสิทธิ"),
            ("inside_m2", "อยู่ในเขต (ตร.ม.)"),
            ("percent", "%"),
        ),
        (Parameter("kind", "ประเภทเขต", "choice", "", queries.ZONE_KINDS),),
    ),
    SpatialQuery("no_deed", "แปลงที่ไม่มีเลขที่เอกสารสิทธิ", quality.without_deed, (("reason", "เหตุ"),)),
    SpatialQuery(
        "area_differences",
        "เนื้อที่จากแผนที่ต่างจากเอกสารสิทธิเกินเกณฑ์ (งานสำรวจ)",
        quality.area_differences,
        (("deed", "ตามเอกสารสิทธิ"), ("drawn", "ตามแผนที่"), ("percent", "ต่าง (%)"), ("size", "ช่วง")),
    ),
    SpatialQuery("unsurveyed", "แปลงที่ไม่ได้สำรวจเกินกำหนด", quality.unsurveyed, (("surveyed_on", "สำรวจครั้งสุดท้าย"),)),
    SpatialQuery("pending", "แปลงที่รอแบ่งแยก รอรวม หรือรอตรวจสอบ", quality.pending, (("why", "รอ"),)),
    SpatialQuery(
        "overlaps",
        "แปลงที่ทับซ้อนกันเกินเกณฑ์",
        quality.overlaps,
        (("other", "ทับกับแปลง"), ("overlap_m2", "พื้นที่ทับ (ตร.ม.)")),
    ),
    SpatialQuery("gaps", "ช่องว่างระหว่างแปลง", quality.gaps, (("gap_m2", "ช่องว่าง (ตร.ม.)"),)),
)

BUILDING_QUERIES = (
    SpatialQuery(
        "astray",
        "อาคารนอกแปลง คร่อมแนวเขต หรืออยู่บนแปลงอื่น",
        queries.buildings_astray,
        (("kind", "ลักษณะ"), ("parcels", "แปลง"), ("outside_m2", "นอกแปลง (ตร.ม.)")),
    ),
)

PARCEL_REPORTS = (
    Kpi(
        "ownerless",
        "แปลงไม่มีเจ้าของ",
        key_figures.ownerless,
        key_figures.ownerless_by_village,
        key_figures.ownerless_parcels,
        unit="แปลง",
        amount="แปลง",
        better="lower",
    ),
    Kpi(
        "no_deed",
        "แปลงไม่มีเอกสารสิทธิ",
        key_figures.no_deed,
        key_figures.no_deed_by_village,
        key_figures.no_deed_parcels,
        unit="แปลง",
        amount="แปลง",
        better="lower",
    ),
    Kpi(
        "unpriced",
        "แปลงไม่มีราคาประเมิน",
        key_figures.unpriced,
        key_figures.unpriced_by_village,
        key_figures.unpriced_parcels,
        unit="แปลง",
        amount="แปลง",
        better="lower",
    ),
    Kpi(
        "unsurveyed",
        "แปลงค้างสำรวจ",
        key_figures.unsurveyed,
        key_figures.unsurveyed_by_village,
        key_figures.unsurveyed_parcels,
        unit="แปลง",
        amount="แปลง",
        better="lower",
        rates=(UsedRates(figures.LIMITS, ("unsurveyed_years",)),),
    ),
    Report(
        "by_zone",
        "จำนวนและเนื้อที่ตามเขตและประเภทเอกสารสิทธิ",
        reports.by_zone,
        (("zone", "เขต"), ("deed_type", "ประเภทเอกสารสิทธิ"), ("parcels", "แปลง"), ("area", "ไร่-งาน-ตร.ว.")),
    ),
    Report(
        "completeness",
        "ความครบถ้วนของทะเบียน (ร้อยละ)",
        reports.completeness,
        (
            ("zone", "เขต"),
            ("parcels", "แปลง"),
            ("owner", "มีเจ้าของ %"),
            ("deed", "มีเอกสารสิทธิ %"),
            ("price", "มีราคาประเมิน %"),
            ("survey", "สำรวจแล้ว %"),
        ),
    ),
    Report(
        "monthly",
        "การเปลี่ยนแปลงตามแฟ้มรายเดือน",
        reports.monthly,
        (
            ("period", "งวด"),
            ("effect", "ผลต่อทะเบียน"),
            ("rows", "รายการ"),
            ("applied", "ปรับแล้ว"),
            ("waiting", "รอพิจารณา"),
            ("rejected", "ไม่รับ"),
        ),
    ),
    Report(
        "unmatched",
        "แถวแฟ้มรายเดือนที่จับคู่ไม่ได้หรือพักตรวจ",
        reports.unmatched,
        (("period", "งวด"), ("source", "ตาราง"), ("line_no", "แถว"), ("act", "สถานะดำเนินการ"), ("problem", "ข้อสังเกต")),
    ),
    Report(
        "lineage",
        "การแบ่งแยกและรวมแปลง",
        reports.lineage,
        (("on", "วันที่"), ("act", "การดำเนินการ"), ("parent", "แปลงเดิม"), ("child", "แปลงใหม่"), ("area", "ไร่-งาน-ตร.ว.")),
        (Parameter("year", "ปี (พ.ศ.) เว้นว่างคือปีปัจจุบัน", "number"),),
    ),
    Report(
        "ltax",
        "รายงานความก้าวหน้าแผนที่ภาษีและทะเบียนทรัพย์สิน (สถ. / LTAX GIS)",
        progress_return.ltax,
        (("item", "รายการ"), ("total", "ทั้งหมด"), ("done", "ดำเนินการแล้ว"), ("percent", "ร้อยละ")),
        (Parameter("year", "ปี (พ.ศ.) เว้นว่างคือปีปัจจุบัน", "number"),),
    ),
)
