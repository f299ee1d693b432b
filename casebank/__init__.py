"""典型案例库: search, likeness, masking and import of typical cases. Knows nobody."""
