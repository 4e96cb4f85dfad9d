"""Arcs in WKB become chains of short lines, which is what registers store."""

from __future__ import annotations

import struct

from django.contrib.gis.gdal import GDALException, OGRGeometry

_CURVED = frozenset({8, 9, 10, 11, 12, 13, 14})


def straightened(wkb: bytes) -> bytes:
    """The shape without curves; a shape that has none is given back as it is.

    Errors: ValueError for curves that cannot be followed.
    """
    if len(wkb) < 5:
        raise ValueError("no shape")
    number = struct.unpack("<I" if wkb[0] else ">I", wkb[1:5])[0] & 0x0FFFFFFF
    if number % 1000 not in _CURVED and not (number % 1000 == 7 and _may_hold_curves(wkb)):
        return wkb
    try:
        return bytes(OGRGeometry(memoryview(wkb)).get_linear_geometry().wkb)
    except (GDALException, TypeError, ValueError) as error:
        raise ValueError("curve") from error


def _may_hold_curves(wkb: bytes) -> bool:
    """Whether a collection's first part is curved; collections of mixed families are refused elsewhere anyway."""
    return len(wkb) >= 14 and struct.unpack("<I" if wkb[9] else ">I", wkb[10:14])[0] % 1000 in _CURVED
