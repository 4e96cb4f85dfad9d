"""Counts, sums, key figures, reports and ready spatial questions of a register as tables a page, a file and a
printer share.
"""

from map_ui.reports.index import report_links, table_of

__all__ = ["report_links", "table_of"]
