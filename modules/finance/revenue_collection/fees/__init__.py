"""Fees and fines charged by hand, and the monthly returns of a provincial organisation."""
