"""职工法援: the office around the three libraries."""
