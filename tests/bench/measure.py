"""What every benchmark prints: the best of several runs, and its ratio to the first line."""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any


def best_of(runs: int, act: Callable[[], Any]) -> float:
    """Seconds of the quickest run."""
    return min(seconds(act) for _ in range(runs))


def table(acts: Mapping[str, Callable[[], Any]], *, runs: int, unit: str) -> None:
    """A line for each act: its figure in ``s`` or ``ms``, and how many times the first one's."""
    first = None
    for name, act in acts.items():
        seconds = best_of(runs, act)
        first = first or seconds
        figure = f"{seconds:8.3f} s" if unit == "s" else f"{seconds * 1000:8.1f} ms"
        print(f"{name:34}{figure}{seconds / first:8.1f} x")


def seconds(act: Callable[[], Any]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start
