"""What a lamp costs to run."""

from decimal import Decimal

from gis_core.pure.money import round_satang


def monthly_energy(power_w: int, hours: Decimal, baht_per_kwh: Decimal) -> Decimal:
    """Energy cost of one lamp for a month, in baht rounded to a satang. Law: none, the lamp is imaginary."""
    return round_satang(power_w * hours / 1000 * baht_per_kwh)
