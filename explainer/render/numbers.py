"""Numbers: formats case counts, which may have thousands of digits."""

from math import log10
from typing import Final

READABLE: Final = 10**9  # counts below this are written in full
WIDEST: Final = 10_000  # bits; Python refuses to print much larger numbers


def count_of(number: int) -> str:
    """Return a count as text; one too long to read is rounded to a power of ten."""
    return f"{number:,}" if number < READABLE else f"about 10^{int(log10(number))}"


def exact(number: int) -> int | None:
    """Return a count for JSON, or None if it has thousands of digits."""
    return number if number.bit_length() < WIDEST else None
