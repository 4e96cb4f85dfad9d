"""Files of what a list shows: CSV, XLSX, GeoPackage and GeoJSON, written row by row so that size costs no memory."""

from map_ui.exporting.export import FORMATS, Export
from map_ui.exporting.sheets import csv_rows, xlsx_book, xlsx_file

__all__ = ["FORMATS", "Export", "csv_rows", "xlsx_book", "xlsx_file"]
