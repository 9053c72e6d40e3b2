"""A braille drawing: a picture as dots, eight to a character, for the terminal face.

Each pattern is a texture of dots, so that regions differ without colour too. Borders
are drawn between regions; each part's number stands deep inside it.
"""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Final

from explainer.document import Picture
from explainer.model import Pattern
from explainer.outline import NOTHING, Raster, middles, raster

Cell = tuple[str, Pattern | None]  # a character, and the pattern of the part it belongs to

_ACROSS, _DOWN = 2, 4  # dots in a character
_BLANK: Final = 0x2800
_BITS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column
_TEXTURES: Final[Mapping[Pattern, Callable[[int, int], bool]]] = {
    "plain": lambda x, y: False,
    "empty": lambda x, y: False,
    "specks": lambda x, y: x % 4 == 2 and y % 4 == 2,
    "dots": lambda x, y: x % 2 == 0 and y % 2 == 0,
    "lines": lambda x, y: y % 4 == 1,
    "bars": lambda x, y: x % 4 == 1,
    "stripes": lambda x, y: (x + y) % 4 == 0,
    "grid": lambda x, y: (x + y) % 2 == 0,
    "solid": lambda x, y: True,
}


def draw(picture: Picture, view: int, columns: int) -> list[list[Cell]]:
    """Return one view of a picture, ``columns`` characters wide, as rows of cells."""
    frame = picture.frame
    rows = max(1, ceil(columns * _ACROSS * frame.height / frame.width / _DOWN))
    outlines = [part.outline if part.patterns[view] else None for part in picture.parts]
    dots = raster(outlines, frame, columns * _ACROSS, rows * _DOWN)
    patterns = [part.patterns[view] for part in picture.parts]
    cells = [[_cell(dots, patterns, x, y) for x in range(columns)] for y in range(rows)]
    for number, (x, y) in middles(raster(outlines, frame, columns, rows)).items():
        for at, digit in enumerate(f" {number + 1} ", x - 1):
            if digit != " " or (0 <= at < columns and _is_inside(dots, number, at, y)):
                cells[y][at] = (digit, patterns[number])
    return cells


def swatch(pattern: Pattern | None) -> str:
    """Return a sample of a pattern, two characters wide; blank where there is none."""
    texture = _TEXTURES[pattern or "plain"]
    first, second = _bits(texture), _bits(lambda x, y: texture(x + _ACROSS, y))
    return chr(first) + chr(second) if pattern else "  "


def _cell(dots: Raster, patterns: list[Pattern | None], column: int, row: int) -> Cell:
    left, top = column * _ACROSS, row * _DOWN
    bits = _bits(lambda x, y: _is_on(dots, patterns, left + x, top + y))
    here = dots[top + 1][left]
    return chr(bits), patterns[here] if here != NOTHING else None


def _is_inside(dots: Raster, number: int, column: int, row: int) -> bool:
    """Tell whether all of a character belongs to one part."""
    left, top = column * _ACROSS, row * _DOWN
    return {n for line in dots[top : top + _DOWN] for n in line[left : left + _ACROSS]} == {number}


def _bits(is_on: Callable[[int, int], bool]) -> int:
    """Return the code of the character whose dots are on."""
    return _BLANK + sum(
        bit for y, line in enumerate(_BITS) for x, bit in enumerate(line) if is_on(x, y)
    )


def _is_on(dots: Raster, patterns: list[Pattern | None], x: int, y: int) -> bool:
    """Tell whether a dot belongs to a border or to a texture."""
    here = dots[y][x]
    others = [
        dots[y + dy][x + dx] if y + dy < len(dots) and x + dx < len(dots[0]) else NOTHING
        for dx, dy in ((1, 0), (0, 1))
    ]
    edge = [number for number in others if number != here]
    if here == NOTHING or edge:
        on_top = max(here, *edge) if edge else NOTHING
        dashed = on_top != NOTHING and patterns[on_top] == "empty"
        return on_top != NOTHING and (not dashed or (x + y) % 4 < 2)
    return _TEXTURES[patterns[here] or "plain"](x, y)
