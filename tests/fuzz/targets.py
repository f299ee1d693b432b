"""All targets by name."""

from tests.fuzz import files, sent, words
from tests.fuzz.target import Target

TARGETS: dict[str, Target] = {**words.TARGETS, **files.TARGETS, **sent.TARGETS}
