"""Reports and ready questions as declarations, apart from the registers that carry them."""

from __future__ import annotations

from decimal import Decimal

from layers.declare import Kpi, Parameter, Report, SpatialQuery, UsedRates
from modules.civil_works.roads_bridges import figures, key_figures, queries, reports
from modules.civil_works.roads_bridges.models import Accident, Defect, SurfaceSegment, Works

PERCENT = Decimal(100)
GRADES, COSTS = UsedRates(f"roads.{figures.IRI_GRADES}"), UsedRates(f"roads.{figures.REPAIR_COSTS}")

YEAR = (Parameter("year", "ปีงบประมาณ (พ.ศ.) เว้นว่างคือปีปัจจุบัน", "number"),)

ROAD_QUERIES = (
    SpatialQuery(
        "length_by_village",
        "ระยะทางตามชนิดผิวทางและหมู่บ้าน",
        queries.length_by_village,
        (("surface", "ชนิดผิวทาง"), ("length_m", "ระยะทาง (ม.)")),
    ),
    SpatialQuery(
        "far_from_paved",
        "ครัวเรือนห่างจากถนนลาดยางหรือคอนกรีต รายหมู่บ้าน",
        queries.far_from_paved,
        (("households", "ครัวเรือนทั้งหมด"), ("far", "อยู่ไกลเกินระยะ")),
        (Parameter("metres", "ระยะตามโครงข่ายถนน (ม.) เว้นว่างคือตามเกณฑ์", "number"),),
    ),
    SpatialQuery(
        "far_households",
        "รายชื่อครัวเรือนที่ห่างจากถนนลาดยางหรือคอนกรีต",
        queries.far_households,
        (),
        (Parameter("metres", "ระยะตามโครงข่ายถนน (ม.) เว้นว่างคือตามเกณฑ์", "number"),),
    ),
    SpatialQuery(
        "bad_near_schools",
        "ช่วงถนนสภาพต่ำกว่าพอใช้ใกล้โรงเรียน",
        queries.bad_near_schools,
        (("grade", "สภาพทาง"), ("school", "โรงเรียน"), ("distance_m", "ห่าง (ม.)")),
        (Parameter("metres", "ระยะจากโรงเรียน (ม.) เว้นว่างคือตามเกณฑ์", "number"),),
    ),
    SpatialQuery(
        "blocking_culverts",
        "ท่อลอดที่กีดขวางทางน้ำ",
        queries.blocking_culverts,
        (
            ("waterway", "ทางน้ำ"),
            ("opening_m", "ช่องท่อ (ม.)"),
            ("required_m", "ต้องการ (ม.)"),
            ("reason", "เหตุ"),
        ),
        (Parameter("percent", "ช่องท่ออย่างน้อยร้อยละของทางน้ำ เว้นว่างคือตามเกณฑ์", "number"),),
    ),
    SpatialQuery(
        "unregistered_on_public_land",
        "ถนนที่ยังไม่ลงทะเบียนแต่อยู่บนที่สาธารณะ",
        queries.unregistered_on_public_land,
        (("inside_m", "อยู่ในที่สาธารณะ (ม.)"), ("parcels", "แปลง")),
        (Parameter("least_m", "อย่างน้อย (ม.)", "number", 1),),
    ),
    SpatialQuery(
        "events_to_review",
        "ข้อมูลที่แนวใหม่เลื่อนเกิน 10 เมตร รอตรวจทาน",
        queries.events_to_review,
        (("kind", "ชนิด"), ("moved_m", "เลื่อนไป (ม.)")),
    ),
    SpatialQuery(
        "lines_to_check",
        "ตรวจสอบแนวเส้น",
        queries.lines_to_check,
        (("registered_m", "ตามทะเบียน (ม.)"), ("drawn_m", "ตามแนวเส้น (ม.)"), ("difference_m", "ต่างกัน (ม.)")),
    ),
    SpatialQuery(
        "waiting_for_approval",
        "สายทางที่รุ่นปัจจุบันยังไม่อนุมัติ",
        queries.waiting_for_approval,
        (("version", "รุ่น"),),
    ),
)

ROAD_REPORTS = (
    Kpi(
        "registered_percent",
        "ทางที่ลงทะเบียนแล้ว",
        key_figures.registered,
        key_figures.registered_by_village,
        key_figures.registered_roads,
        unit="% ของระยะทาง",
        amount="เมตร",
        scale=PERCENT,
        better="higher",
    ),
    Kpi(
        "good_percent",
        "ถนนสภาพดีขึ้นไป",
        key_figures.good,
        key_figures.good_by_village,
        key_figures.good_segments,
        unit="% ของระยะทาง",
        amount="เมตร",
        scale=PERCENT,
        better="higher",
        reads=(SurfaceSegment,),
        rates=(GRADES,),
    ),
    Kpi(
        "paved_percent",
        "ทางลาดยางและคอนกรีต",
        key_figures.paved,
        key_figures.paved_by_village,
        key_figures.paved_segments,
        unit="% ของระยะทาง",
        amount="เมตร",
        scale=PERCENT,
        better="higher",
        reads=(SurfaceSegment,),
    ),
    Kpi(
        "backlog",
        "ค่าซ่อมค้างสะสม",
        key_figures.backlog,
        key_figures.backlog_by_village,
        key_figures.backlog_rows,
        unit="บาท",
        amount="บาท",
        better="lower",
        reads=(SurfaceSegment, Defect),
        rates=(COSTS, GRADES),
    ),
    Kpi(
        "repair_per_km",
        "ค่าซ่อมปีงบประมาณนี้",
        key_figures.repairs,
        key_figures.repairs_by_village,
        key_figures.repair_rows,
        unit="บาท/กม.",
        amount="บาท",
        scale=Decimal(1000),
        reads=(SurfaceSegment, Works, Defect),
    ),
    Kpi(
        "deaths",
        "ผู้เสียชีวิตบนถนนปีงบประมาณนี้",
        key_figures.deaths,
        key_figures.deaths_by_village,
        key_figures.deadly_accidents,
        unit="คน",
        amount="คน",
        better="lower",
        reads=(Accident,),
        people=True,
    ),
    Report("km_by_class", "ระยะทางตามประเภททางและผิวทาง", reports.km_by_class, reports.SURFACE_COLUMNS),
    Report(
        "km_by_grade",
        "ระยะทางตามสภาพทาง",
        reports.km_by_grade,
        (("grade", "สภาพทาง"), ("km", "ระยะทาง (กม.)"), ("percent", "%"), ("area_m2", "พื้นที่ผิวจราจร (ตร.ม.)")),
    ),
    Report(
        "priority_list",
        "ลำดับความสำคัญการซ่อม",
        reports.priority_list,
        (
            ("grade", "สภาพทาง"),
            ("condition", "คะแนนสภาพ"),
            ("households", "คะแนนครัวเรือน"),
            ("traffic", "คะแนนจราจร"),
            ("access", "คะแนนโรงเรียน/อนามัย"),
            ("score", "คะแนนรวม"),
            ("cost_baht", "ประมาณการ (บาท)"),
        ),
        note="น้ำหนักคะแนนแก้ไขได้ในหน้าอัตรา",
    ),
    Report(
        "repair_list",
        "รายการซ่อมทั้งหมด",
        reports.repair_list,
        (
            ("road", "สายทาง"),
            ("chainage_m", "กม. (เมตร)"),
            ("severity", "ความรุนแรง"),
            ("reported_on", "วันที่แจ้ง"),
            ("estimate_baht", "ประมาณการ (บาท)"),
        ),
    ),
    Report(
        "dla_yearly",
        "รายงานโครงสร้างพื้นฐานประจำปี (สถ. และจังหวัด)",
        reports.dla_yearly,
        (("name", "รายการ"), ("roads", "จำนวน"), *reports.SURFACE_COLUMNS[1:]),
        YEAR,
    ),
    Report(
        "registration_changes",
        "การเปลี่ยนแปลงทะเบียนทางหลวงท้องถิ่น (ทถ.)",
        reports.registration_changes,
        (("registered_no", "เลขทะเบียน"), ("on", "วันที่"), ("change", "รายการ"), ("km", "ระยะทาง (กม.)")),
        YEAR,
    ),
    Report(
        "accidents_by_road",
        "จุดเสี่ยงและผู้เสียชีวิตรายสายทาง",
        reports.accidents_by_road,
        (("accidents", "ครั้ง"), ("deaths", "เสียชีวิต"), ("injured", "บาดเจ็บ")),
        YEAR,
    ),
)
