"""Numbers: how a count of cases, which may have thousands of digits, is written."""

from math import log10
from typing import Final

READABLE: Final = 10**9  # counts below this are written out
WIDEST: Final = 10_000  # bits; Python turns no number much larger into digits


def count_of(number: int) -> str:
    """Write a count; one that nobody could read is rounded to a power of ten."""
    return f"{number:,}" if number < READABLE else f"about 10^{int(log10(number))}"


def exact(number: int) -> int | None:
    """Return a count as JSON carries it, or None where it has thousands of digits."""
    return number if number.bit_length() < WIDEST else None
