"""Bounds that a measure has to keep, such as `R@10=0.78`, for checks that run by themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eval.measures import parse_measures
from index.errors import InputError

__all__ = ["Bound", "broken_bounds", "parse_bound"]


@dataclass(frozen=True, slots=True)
class Bound:
    """The least value that a measure may have.

    Attributes:
        measure: Its name, such as `R@10`.
        least: In (0, 1]: nothing is below 0.
    """

    measure: str
    least: float


def parse_bound(text: str) -> Bound:
    """Read `R@10=0.78`.

    Raises:
        InputError: The measure is unknown, or the bound is no number above 0, up to 1.
    """
    # A measure may have a sign of equality itself: AP(rel=2)@10=0.5.
    name, _, number = text.rpartition("=")
    try:
        least = float(number)
    except ValueError:
        least = -1.0
    if not name.strip() or not 0 < least <= 1:
        raise InputError(
            f"{text!r} is no bound; write a measure and a number above 0, up to 1, as in R@10=0.78"
        )
    if len(parse_measures(name)) > 1:
        raise InputError(f"{text!r} names more than one measure; give each a bound of its own")
    return Bound(name.strip(), least)


def broken_bounds(bounds: Iterable[Bound], measures: Mapping[str, float]) -> tuple[Bound, ...]:
    """Those bounds that the values of their measures do not reach."""
    return tuple(bound for bound in bounds if measures[bound.measure] < bound.least)
