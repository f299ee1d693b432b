"""Drills: processes that are killed, raced and starved."""
