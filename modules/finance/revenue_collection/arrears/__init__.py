"""Tax that stays unpaid: old taxes brought in, the list for the Land Office, enforcement."""
