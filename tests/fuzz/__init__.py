"""Fuzzing of everything that reads what others send: targets by noun, a mutator of our own, a runner over atheris."""
