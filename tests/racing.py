"""Runs things at the same moment in threads of their own and says how each ended."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

PATIENCE = 1  # seconds


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each action gave, or the exception it ended with, in order; all start together."""
    barrier = Barrier(len(actions))
    found: list[Any] = [None] * len(actions)

    def run(place: int, action: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            found[place] = action()
        except Exception as e:  # what went wrong is what the test asks for
            found[place] = e

    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def meeting(step: Callable[..., Any]) -> Callable[..., Any]:
    """The step, before which two wait for each other: with nothing that keeps them apart both get there for certain, and not only when the machine happens to be quick."""
    barrier = Barrier(2)

    def met(*args: Any, **kwargs: Any) -> Any:
        with suppress(BrokenBarrierError):  # kept apart: the other waits for us
            barrier.wait(PATIENCE)
        return step(*args, **kwargs)

    return met
