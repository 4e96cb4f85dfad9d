"""A register's list: search, filters, order and pages of any size of table in a constant number of queries."""

from map_ui.listing.listing import Listing

__all__ = ["Listing"]
