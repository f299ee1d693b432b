"""Loads the files whose import registers commands."""

from legalaid.cli import library, office, people

__all__ = ["library", "office", "people"]
