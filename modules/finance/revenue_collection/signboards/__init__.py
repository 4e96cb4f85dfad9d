"""Signboard tax: returns, assessments, notices, appeals, transfers."""
