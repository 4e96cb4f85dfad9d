"""The office itself: its name, its boundary, its UTM zone. One row; one database per authority."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

CACHE_KEY = "office"
#: Kind -> what people call it, and in short.
KINDS = {
    "sao": ("องค์การบริหารส่วนตำบล", "อบต."),
    "municipality": ("เทศบาล", "เทศบาล"),
    "pao": ("องค์การบริหารส่วนจังหวัด", "อบจ."),
}


@dataclass(frozen=True)
class OfficeFacts:
    """What the rest of the system needs to know of the office. `bounds` are west, south, east, north in degrees."""

    thai: str
    kind: str
    tambon: str
    amphoe: str
    province: str
    province_abbr: str
    dla_order: int
    utm_srid: int
    indian_shift: tuple[float, float, float]
    bounds: tuple[float, float, float, float] | None
    boundary_ewkb: bytes | None
    seal_sha256: str = ""
    amphoe_code: str = ""

    @property
    def kind_thai(self) -> str:
        """The kind of authority in full."""
        return KINDS.get(self.kind, ("หน่วยงานนี้", ""))[0]

    @property
    def kind_short(self) -> str:
        """The kind as lists of kinds name it; "" for an office that is not set up."""
        return KINDS.get(self.kind, ("", ""))[1]


DEFAULT = OfficeFacts("องค์กรปกครองส่วนท้องถิ่น", "", "", "", "", "", 0, 32647, (210.0, 814.0, 289.0), None, None)


def office() -> OfficeFacts:
    """The office's facts, cached in the process; an empty database gives plain ones in zone 47."""
    facts = cache.get(CACHE_KEY)
    if facts is None:
        facts = _read()
        cache.set(CACHE_KEY, facts, 60)
    return facts


def amphoe_code() -> str:
    """The district the office lies in, for new parcels: a deed is told from another by its district too. "" when its
    subdistricts are of several or none is drawn.
    """
    return office().amphoe_code


def forget() -> None:
    """Read the row again at the next call."""
    cache.delete(CACHE_KEY)


def _read() -> OfficeFacts:
    from gis_core.ground.models import AdminArea, Office

    row = Office.objects.first()
    if row is None:
        return DEFAULT
    districts = {code[:4] for code in AdminArea.objects.filter(level="tambon").values_list("code", flat=True)}
    return OfficeFacts(
        thai=row.thai,
        kind=row.kind,
        tambon=row.tambon,
        amphoe=row.amphoe,
        province=row.province,
        province_abbr=row.province_abbr,
        dla_order=row.dla_order,
        utm_srid=row.utm_srid,
        indian_shift=(float(row.indian_dx_m), float(row.indian_dy_m), float(row.indian_dz_m)),
        bounds=row.boundary.extent if row.boundary else None,
        boundary_ewkb=bytes(row.boundary.ewkb) if row.boundary else None,
        seal_sha256=row.seal_sha256,
        amphoe_code=districts.pop() if len(districts) == 1 else "",
    )
