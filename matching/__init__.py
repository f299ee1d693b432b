"""律师匹配: exact, fair, explained assignment of lawyers. Knows nobody."""
