"""What lies beneath or behind a printed map: pictures true to scale, land of a past day, public land under hatching."""

from __future__ import annotations

import subprocess
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.contrib.gis.geos import MultiPolygon, Polygon
from PIL import Image
from rasterio.transform import Affine

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure
from gis_core.ground.models import Parcel
from gis_core.imagery import reading, store
from gis_core.imagery.models import Imagery
from gis_core.pure.refusal import Refused
from map_ui.printing import sheets
from map_ui.printing.order import read_order
from map_ui.printing.page import map_page, sheet_page
from map_ui.printing.paper import layout
from map_ui.printing.pictures import dots
from map_ui.printing.window import Window
from tests.gis_core.imagery import rasters_made
from tests.map_ui.printing import read_pdf
from tests.map_ui.printing.conftest import EAST, NORTH, SIDE, Ground
from tests.modules.finance.property_register import fabric_made as made

pytestmark = pytest.mark.django_db
DOTS_A_MM = 4
COLUMNS = ("size_bytes", "width_px", "height_px", "resolution_m", "min_zoom", "max_zoom")
ORDER = {"crs": "", "warp_to": 0, "nodata": None, "as_height": False}


@pytest.fixture
def picture(ground: Ground, settings: Any, tmp_path: Path) -> Imagery:
    """240 x 140 m round the two lots in dots of half a metre: red in the west, blue in the east of their border."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    pixels = np.zeros((3, 280, 480), dtype=np.uint8)
    pixels[0, :, :240], pixels[2, :, 240:] = 230, 230
    place = Affine(0.5, 0, EAST - 20, 0, -0.5, NORTH + 120)
    file_uid = uuid.uuid4()
    source = rasters_made.picture(tmp_path / "flown.tif", pixels, transform=place)
    result = reading.convert(source, store.work_path(file_uid), ORDER, lambda share: None)
    store.keep(store.work_path(file_uid), file_uid)
    shape = MultiPolygon([Polygon(*part) for part in result["footprint"]["coordinates"]], srid=4326)
    with acting_as(system_user(), "เก็บภาพทดสอบ"):
        return Imagery.objects.create(
            title="ภาพโดรน", flown_on=date(2026, 1, 15), level="staff", file_uid=file_uid, original_name="a.tif",
            geom=shape, **{name: result[name] for name in COLUMNS},
        )  # fmt: skip


def printed(ground: Ground, user: Any = None, **more: Any) -> bytes:
    reader = user or ground.surveyor
    return map_page(read_order(ground.order(**more), reader), reader).pdf


def seen(pdf: bytes, tmp_path: Path) -> np.ndarray:
    """The page as another program shows it, four dots to the millimetre, the top row first."""
    (tmp_path / "page.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", f"{DOTS_A_MM * 25.4}", str(tmp_path / "page.pdf"), str(tmp_path / "page")]
    subprocess.run(command, check=True)
    return np.asarray(Image.open(next(tmp_path.glob("page*.ppm")))).astype(int)


def reddish(dots_: np.ndarray) -> np.ndarray:
    return (dots_[..., 0] > 150) & (dots_[..., 2] < 110)


def bluish(dots_: np.ndarray) -> np.ndarray:
    return (dots_[..., 2] > 150) & (dots_[..., 0] < 110)


@pytest.mark.parametrize(("paper", "scale"), [("A4", 500), ("A3", 1000)])
def test_a_picture_measures_right_beneath_the_map(
    ground: Ground, picture: Imagery, tmp_path: Path, paper: str, scale: int
) -> None:
    asked = {"paper": paper, "scale": scale, "pictures": [{"id": str(picture.uid)}]}
    page = seen(printed(ground, layers=[{"id": "property_register-building"}], **asked), tmp_path)
    frame = layout(paper, True).frame
    # the row of dots a quarter up the frame runs through the picture
    row = page[page.shape[0] - round((frame.y + frame.height / 2 + 3) * DOTS_A_MM)]
    border = (np.flatnonzero(reddish(row)).max() + np.flatnonzero(bluish(row)).min()) / 2 / DOTS_A_MM
    window = Window.around(*ground.order()["centre"], scale, frame)
    expected = window.on_paper(np.array([[EAST + SIDE, NORTH]]))[0, 0]
    assert border == pytest.approx(expected, abs=0.5)
    if paper == "A3":
        columns = np.flatnonzero(reddish(row) | bluish(row))
        assert (columns.max() - columns.min()) / DOTS_A_MM == pytest.approx(240, abs=0.8)


def test_the_sheet_says_what_the_picture_is(ground: Ground, picture: Imagery) -> None:
    words = " ".join(read_pdf.spoken(printed(ground, pictures=[{"id": str(picture.uid), "opacity": 0.5}])))
    assert "ภาพโดรน" in words and "15 ม.ค. 2569" in words


def test_a_reader_of_the_west_gets_no_picture_of_the_east(ground: Ground, picture: Imagery, tmp_path: Path) -> None:
    """His area ends 90 m east of the corner: 10 m of the red half are beyond it, and all of the blue one."""
    asked = {"paper": "A4", "layers": [{"id": "property_register-building"}], "pictures": [{"id": str(picture.uid)}]}
    frame = layout("A4", True).frame
    page = seen(printed(ground, ground.west_reader, **asked), tmp_path)
    row = page[page.shape[0] - round((frame.y + frame.height / 2 + 3) * DOTS_A_MM)]
    edge = Window.around(*ground.order()["centre"], 1000, frame).on_paper(np.array([[EAST + 90, NORTH]]))[0, 0]
    # his area is kept a metre within its line, so that what only touches it is not in it
    assert edge - 1.3 < np.flatnonzero(reddish(row)).max() / DOTS_A_MM < edge + 0.2
    assert not bluish(row).any()


@pytest.mark.parametrize(
    "asked",
    [[{"id": "x"}], [{"id": str(uuid.uuid4())}], "all", [{"id": str(uuid.uuid4()), "opacity": "x"}], [7], [{}] * 5],
)
def test_pictures_that_are_not_there_are_refused(ground: Ground, asked: Any) -> None:
    with pytest.raises(Refused) as refused:
        printed(ground, pictures=asked)
    assert refused.value.code == "PICTURE"


def test_a_page_is_never_finer_than_paper_picture_and_memory_allow() -> None:
    frame = layout("A1", True).frame
    width, height = dots(Window.around(100.5, 15.0, 1000, frame), 0.02)
    assert width * height <= 9_100_000 and width / height == pytest.approx(frame.width / frame.height, abs=0.01)
    assert dots(Window.around(100.5, 15.0, 500, layout("A4", True).frame), 5)[0] < 60


# -- a past day --------------------------------------------------------------------------------------------------------
def test_the_land_of_a_past_day_is_printed_and_named(db: None) -> None:
    made.town()
    user = made.surveyor()
    first = made.draw("01A001", made.box(0, 0, 40, 40), user)
    made.own(first, (made.people("สมมุติ")[0], "1/1"))
    made.divide(first, made.line((20, -5), (20, 45)), user, [{"area_sqwah": "0-2-0"}] * 2, on="1 มิ.ย. 2568")
    lon, lat = measure.to_lonlat(made.X + 20, made.Y + 20, made.ZONE)
    order = {"paper": "A4", "orientation": "landscape", "scale": 500, "centre": [float(lon), float(lat)], "title": "ก"}
    order |= {"layers": [{"id": "property_register-parcel"}, {"id": "property_register-building"}]}

    def words(**more: Any) -> list[str]:
        return read_pdf.spoken(map_page(read_order(order | more, user), user).pdf)

    now, then = words(), words(day="1/1/2568")
    assert not any("ณ วันที่ 1 ม.ค. 2568" in word for word in now)
    assert "แปลงที่ดิน ณ 1 ม.ค. 2568" in " ".join(then) and "ชั้นข้อมูลอื่นเป็นข้อมูลปัจจุบัน" in " ".join(then)
    assert not any("สมมุติ" in word for word in then), "no holder's name on a map"
    assert Parcel.objects.get(pk=first.pk).status == "divided"
    for day in ("31/12/2599", "ไม่ใช่วัน"):
        with pytest.raises(Refused) as refused:
            words(day=day)
        assert refused.value.code == "DAY"


# -- public land -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("values", [{"land_use": "public"}, {"deed_type": "nsl"}, {}])
def test_public_land_is_hatched_on_tax_map_sheets(ground: Ground, values: dict[str, str]) -> None:
    with acting_as(system_user(), "ทดสอบ"):
        for name, value in values.items():
            setattr(ground.east, name, value)
        ground.east.save()
    shape = shapely.from_wkb(bytes(ground.block.geom.wkb))
    pdf = sheet_page(sheets.area_order(shape, "เขตย่อย 01A", "A3", 1000), ground.surveyor).pdf
    hatched = [path for path in read_pdf.paths(pdf) if path.operator == "f" and _is_lot(path)]
    words = " ".join(read_pdf.spoken(pdf))
    assert ("ที่สาธารณประโยชน์" in words, bool(hatched)) == (bool(values), bool(values))


def _is_lot(path: Any) -> bool:
    return any(len(ring) == 4 and np.ptp(ring, axis=0) == pytest.approx([100, 100], abs=1) for ring in path.rings)
