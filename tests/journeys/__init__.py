"""The main journey in a real browser."""
