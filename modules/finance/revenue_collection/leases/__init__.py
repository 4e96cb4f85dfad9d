"""Property of the office that is let: places, leases, monthly rent, their map."""
