"""法律工具库: the law as code. Knows nobody."""
