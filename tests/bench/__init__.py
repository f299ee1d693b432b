"""Measurements, never part of the tests: each file has `run() -> str`, a table in plain text with ratios within one run."""
