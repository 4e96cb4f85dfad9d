"""Parcels: codes in snake order, papers, and the parcels of the past that were divided or merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import shapely

from gis_core.demo import deeds
from gis_core.demo.areas import LETTERS, Areas
from gis_core.demo.fabric import BACK, Fabric
from gis_core.demo.geometry import Floats, Ints, Shapes, stream
from gis_core.demo.lineage import Lineage
from gis_core.demo.lots import SITE
from gis_core.demo.records import LineagePlan, ParcelPlan
from gis_core.demo.settlement import Settlement
from gis_core.demo.sites import SiteKind, Sites
from gis_core.pure.parcel_code import ParcelCode


@dataclass(frozen=True)
class Cadastre:
    """Parcels, their descent, and what buildings need to know of each: its frontage lot (-1: none) and the density."""

    parcels: tuple[ParcelPlan, ...]
    lineage: tuple[LineagePlan, ...]
    lot: Ints
    density: Floats


@dataclass
class _Draft:
    """A parcel before it has papers. `cells` are its cells of the fabric, `parents` other drafts by position."""

    cells: tuple[int, ...]
    suffix: int = 0
    lot_no: int = 0
    begins_on: date | None = None
    ends_on: date | None = None
    status: str = "active"
    parents: tuple[int, ...] = ()
    area_tenths: int = 0


def build_cadastre(
    seed: int, fabric: Fabric, areas: Areas, sites: Sites, lineage: Lineage, settlement: Settlement, until: date
) -> Cadastre:
    """All parcels ordered by block, lot and suffix; the parcels of today and those of the first day each tile alike."""
    block = areas.block[fabric.face]
    drafts = _drafts(fabric, lineage, block, areas)
    order = sorted(range(len(drafts)), key=lambda i: (block[drafts[i].cells[0]], drafts[i].lot_no, drafts[i].suffix))
    place = {old: new for new, old in enumerate(order)}
    ordered = [drafts[i] for i in order]
    table = _Table(seed, fabric, areas, sites, settlement, ordered, until)
    parcels = table.parcels()
    descent = [
        LineagePlan(place[parent], new, "division" if draft.suffix else "merger", draft.begins_on)
        for new, draft in enumerate(ordered)
        for parent in draft.parents
        if draft.begins_on is not None
    ]
    return Cadastre(tuple(parcels), tuple(descent), table.lot, table.density)


def _drafts(fabric: Fabric, lineage: Lineage, block: Ints, areas: Areas) -> list[_Draft]:
    """Original parcels with lots in snake order, then children and merged parcels."""
    divided = {cell for cells, _ in lineage.divisions for cell in cells}
    drafts = [_Draft((cell,)) for cell in range(len(fabric.shapes)) if cell not in divided]
    drafts += [_Draft(cells) for cells, _ in lineage.divisions]
    _number(drafts, fabric, block, areas)
    by_cells = {draft.cells: number for number, draft in enumerate(drafts)}
    for cells, on in lineage.divisions:
        parent = drafts[by_cells[cells]]
        parent.ends_on, parent.status = on, "divided"
        for suffix, cell in enumerate(cells, 1):
            drafts.append(_Draft((cell,), suffix, parent.lot_no, on, parents=(by_cells[cells],)))
    last: dict[int, int] = {}
    for draft in drafts:
        number = int(block[draft.cells[0]])
        last[number] = max(last.get(number, 0), draft.lot_no)
    for cells, on in lineage.mergers:
        parents = tuple(by_cells[(cell,)] for cell in cells)
        for parent_index in parents:
            drafts[parent_index].ends_on, drafts[parent_index].status = on, "merged"
        number = int(block[cells[0]])
        last[number] += 1
        drafts.append(_Draft(cells, 0, last[number], on, parents=parents))
    return drafts


def _number(drafts: list[_Draft], fabric: Fabric, block: Ints, areas: Areas) -> None:
    """Lots from 001 in each block: rows from the north, the first from the west, then to and fro."""
    points = shapely.get_coordinates(shapely.point_on_surface(fabric.shapes[[d.cells[0] for d in drafts]]))
    of_block = block[[d.cells[0] for d in drafts]]
    for number in range(len(areas.block_shapes)):
        mine = np.flatnonzero(of_block == number)
        if not len(mine):
            continue
        _, south, _, north = areas.block_shapes[number].bounds
        rows = max(1, round((len(mine) / 2.5) ** 0.5))
        row = np.minimum(((north - points[mine, 1]) / max(north - south, 1.0) * rows).astype(int), rows - 1)
        across = np.where(row % 2 == 0, points[mine, 0], -points[mine, 0])
        for lot_no, index in enumerate(mine[np.lexsort((across, row))].tolist(), 1):
            drafts[index].lot_no = lot_no


class _Table:
    """Columns over the ordered drafts, and the records made of them."""

    def __init__(
        self,
        seed: int,
        fabric: Fabric,
        areas: Areas,
        sites: Sites,
        settlement: Settlement,
        drafts: list[_Draft],
        until: date,
    ) -> None:
        self.rng = stream(seed, "papers")
        self.drafts, self.areas, self.until = drafts, areas, until
        first = np.array([draft.cells[0] for draft in drafts])
        self.face = fabric.face[first]
        self.shapes: Shapes = np.array([_shape(fabric, draft) for draft in drafts], dtype=object)
        self.points = shapely.get_coordinates(shapely.point_on_surface(self.shapes))
        self.density = settlement.density(self.points)
        self.lot = fabric.lot[first]
        self.site = _site_of(fabric, first, sites)
        kinds = [str(kind) for kind in fabric.kinds[first]]
        self.kinds = [
            BACK if kind == SITE and site is None else kind for kind, site in zip(kinds, self.site, strict=True)
        ]

    def parcels(self) -> list[ParcelPlan]:
        rng = self.rng
        types = deeds.deed_types(self.kinds, rng)
        types = [site.deed_type if site else kind for site, kind in zip(self.site, types, strict=True)]
        types = self._inherited_types(types)
        numbers = deeds.deed_numbers(types, rng)
        names, scale = deeds.sheets(self.points, self.density, types)
        land_no = deeds.land_numbers(names, scale, types)
        area = self._areas(deeds.areas_on_deeds(self.shapes, rng))
        uses = deeds.land_uses(self.kinds, rng)
        price = deeds.prices(self.kinds, self.density, rng)
        surveyed = rng.integers(30, 2_200, len(self.drafts)).tolist()
        papers = deeds.Papers(types, numbers, land_no, names, scale, area, uses, price)
        return [self._parcel(i, papers, surveyed[i]) for i in range(len(self.drafts))]

    def _inherited_types(self, types: list[str]) -> list[str]:
        """Only titled land is divided or merged at the land office."""
        return [
            "ns4" if d.status in ("divided", "merged") or d.parents else t
            for d, t in zip(self.drafts, types, strict=True)
        ]

    def _areas(self, area: Ints) -> Ints:
        """A divided or merged area is the sum of its parts."""
        parts: dict[tuple[int, ...], int] = {
            draft.cells: int(value) for draft, value in zip(self.drafts, area, strict=True) if len(draft.cells) == 1
        }
        return np.array(
            [
                sum(parts[(cell,)] for cell in draft.cells) if len(draft.cells) > 1 else value
                for draft, value in zip(self.drafts, area.tolist(), strict=True)
            ]
        )

    def _parcel(self, i: int, papers: deeds.Papers, surveyed_days: int) -> ParcelPlan:
        draft, site = self.drafts[i], self.site[i]
        block = int(self.areas.block[self.face[i]])
        zone = int(self.areas.zone_of_block[block])
        first_of_zone = int(np.searchsorted(self.areas.zone_of_block, zone))
        number, land_no, scale = int(papers.deed_no[i]), int(papers.land_no[i]), int(papers.scale[i])
        utm1, utm2, utm3, utm4 = papers.sheet[i]
        return ParcelPlan(
            parcel_code=str(ParcelCode(zone + 1, LETTERS[block - first_of_zone], draft.lot_no, draft.suffix)),
            block_index=block,
            moo=int(self.areas.village[self.face[i]]) + 1,
            shape=self.shapes[i],
            deed_type=papers.deed_type[i],
            deed_no=str(number) if number else "",
            volume=str(number // 100 + 1) if number else "",
            page=str(number % 100 + 1) if number else "",
            land_no=str(land_no) if land_no else "",
            survey_page=str(i + 1) if number else "",
            utm1=utm1,
            utm2=utm2,
            utm3=utm3,
            utm4=utm4,
            scale=scale or None,
            area_sqwah=deeds.tenths(int(papers.area_tenths[i])),
            land_use=papers.land_use[i],
            is_state_property=papers.deed_type[i] in ("nsl", "rachaphatsadu"),
            surveyed_on=self.until - timedelta(days=surveyed_days),
            status=draft.status,
            begins_on=draft.begins_on,
            ends_on=draft.ends_on,
            price_baht_per_sqwah=Decimal(int(papers.price[i])),
            lot_kind=self.kinds[i],
            site=site.key if site else "",
        )


def _shape(fabric: Fabric, draft: _Draft) -> Any:
    if len(draft.cells) == 1:
        return fabric.shapes[draft.cells[0]]
    return shapely.normalize(shapely.coverage_union_all(fabric.shapes[list(draft.cells)]))


def _site_of(fabric: Fabric, first: Ints, sites: Sites) -> list[SiteKind | None]:
    """The public place each parcel is the ground of: the largest piece of a place's lot."""
    largest: dict[int, tuple[float, int]] = {}
    for position, cell in enumerate(first.tolist()):
        lot = int(fabric.lot[cell])
        if fabric.kinds[cell] == SITE:
            largest[lot] = max(largest.get(lot, (0.0, -1)), (fabric.shapes[cell].area, position))
    result: list[SiteKind | None] = [None] * len(first)
    for lot, (_, position) in largest.items():
        result[position] = sites.kinds[lot]
    return result
