"""Use-cases: `verb(session, by, plain values)`. They never commit, never read the clock, never import Flask."""
