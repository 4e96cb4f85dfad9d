"""Printed forms of 4.2 (ผ.ท.) and the values they print."""

from __future__ import annotations

from layers.declare import Document

PARCEL_PAPERS: tuple[Document, ...] = ()
BUILDING_PAPERS: tuple[Document, ...] = ()
BLOCK_PAPERS: tuple[Document, ...] = ()
CARD_PAPERS: tuple[Document, ...] = ()
