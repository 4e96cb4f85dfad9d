"""Giving tax back."""
