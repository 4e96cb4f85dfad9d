"""Recorded journeys and photographs between their upload and the records they end in."""
