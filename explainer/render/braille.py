"""A braille drawing: a picture as dots, eight to a character, for the terminal.

Each pattern is a texture of dots, so that regions differ even without color. Borders
are drawn between regions, and each part's number is drawn well inside the part. A row
of dots is one integer: bit x is column x.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import ceil
from typing import Final

from explainer.documents.document import Picture
from explainer.drawing.raster import Raster, middles, raster
from explainer.rules.model import Pattern

Cell = tuple[str, Pattern | None]  # a character, and the pattern of the part it belongs to

_ACROSS, _DOWN = 2, 4  # dots in a character
_BLANK: Final = 0x2800
_BITS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column
_DASHES: Final = ("xx..", ".xx.", "..xx", "x..x")  # border of an empty part, by row
_TEXTURES: Final[Mapping[Pattern, Sequence[str]]] = {
    "plain": ("....", "....", "....", "...."),
    "empty": ("....", "....", "....", "...."),
    "specks": ("....", "....", "..x.", "...."),
    "dots": ("x.x.", "....", "x.x.", "...."),
    "lines": ("....", "xxxx", "....", "...."),
    "bars": (".x..", ".x..", ".x..", ".x.."),
    "stripes": ("x...", "...x", "..x.", ".x.."),
    "grid": ("x.x.", ".x.x", "x.x.", ".x.x"),
    "solid": ("xxxx", "xxxx", "xxxx", "xxxx"),
}


def draw(picture: Picture, view: int, columns: int) -> list[list[Cell]]:
    """Return one view of a picture, ``columns`` characters wide, as rows of cells."""
    frame = picture.frame
    rows = max(1, ceil(columns * _ACROSS * frame.height / frame.width / _DOWN))
    outlines = picture.outlines(view)
    patterns = [part.patterns[view] for part in picture.parts]
    dots = raster(outlines, frame, columns * _ACROSS, rows * _DOWN)
    lines = _dotted(dots, patterns)
    cells = [
        [
            (chr(_character(lines, x, y)), _pattern(dots, patterns, x, y))
            for x in range(columns)
        ]
        for y in range(rows)
    ]  # fmt: skip
    for number, (x, y) in middles(raster(outlines, frame, columns, rows)).items():
        mark = f" {number + 1} "
        for at, digit in enumerate(mark, min(x, columns - len(mark) + 2) - 1):
            if digit != " " or (0 <= at < columns and _is_inside(dots, number, at, y)):
                cells[y][at] = (digit, patterns[number])
    return cells


def swatch(pattern: Pattern | None) -> str:
    """Return a sample of a pattern, two characters wide; blank if there is none."""
    lines = [_row(row) for row in _TEXTURES[pattern or "plain"]]
    return "".join(chr(_character(lines, x, 0)) for x in (0, 1)) if pattern else "  "


def _dotted(dots: Raster, patterns: Sequence[Pattern | None]) -> list[int]:
    """Return the rows of dots that are on: textures, then the borders over them.

    A border lies where the next dot, to the right or below, belongs to another part.
    The part on top decides how the border looks.
    """
    masks = [_masks(line, len(patterns)) for line in dots]
    lines = []
    for y, (here, below) in enumerate(pairwise([*masks, [0] * len(patterns)])):
        line = 0
        for pattern, mask in zip(patterns, here, strict=True):
            line |= mask & _row(_TEXTURES[pattern or "plain"][y % _DOWN])
        for pattern, mask, under in reversed([*zip(patterns, here, below, strict=True)]):
            edge = (mask | mask >> 1 | under) & ~(mask & mask >> 1 & under)
            dashes = _row(_DASHES[y % _DOWN]) if pattern == "empty" else edge
            line = line & ~edge | edge & dashes
        lines.append(line)
    return lines


def _masks(line: Sequence[int], parts: int) -> list[int]:
    """Return, for each part, the dots of a row where it is on top."""
    masks = [0] * (parts + 1)  # the last is for dots outside all parts
    for x, number in enumerate(line):
        masks[number] |= 1 << x
    return masks[:-1]


@cache
def _row(texture: str) -> int:
    """Return a row of a texture as dots, repeated beyond the width of any drawing."""
    return sum(1 << x for x, dot in enumerate(texture * 64) if dot == "x")


def _character(lines: Sequence[int], column: int, row: int) -> int:
    """Return the code point of a character, from the dots that are on."""
    left, top = column * _ACROSS, row * _DOWN
    return _BLANK + sum(
        bit
        for line, bits in zip(lines[top : top + _DOWN], _BITS, strict=True)
        for x, bit in enumerate(bits, left)
        if line >> x & 1
    )


def _pattern(
    dots: Raster, patterns: Sequence[Pattern | None], column: int, row: int
) -> Pattern | None:
    """Return the pattern in the middle of a character, for its color."""
    number = dots[row * _DOWN + 1][column * _ACROSS]
    return patterns[number] if number >= 0 else None


def _is_inside(dots: Raster, number: int, column: int, row: int) -> bool:
    """Return whether all of a character belongs to one part."""
    left, top = column * _ACROSS, row * _DOWN
    return {n for line in dots[top : top + _DOWN] for n in line[left : left + _ACROSS]} == {number}
