"""An outline: a smooth closed curve through a few points, and the plane that outlines cover.

Points lie in a square of 100 by 100 whose origin is at the top left. The curve is the
closed Catmull-Rom spline through them (Catmull and Rom 1974), as cubic Bezier pieces.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

SIZE: Final = 100.0  # a coordinate's largest value
MOST: Final = 200  # points of one outline
PIECES: Final = 6  # straight pieces that stand for one Bezier piece on a raster
NOTHING: Final = -1  # what a raster has where no outline is

Point = tuple[float, float]
Bezier = tuple[Point, Point, Point]  # two control points and the end
Raster = list[list[int]]  # rows of cells: each the number of the outline on top there

_WEIGHTS: Final = [  # of the four points of a Bezier piece, along it
    (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    for t, u in ((i / PIECES, 1 - i / PIECES) for i in range(PIECES))
]
_POINT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?),([0-9]+(?:\.[0-9]+)?)")


class Outline(NamedTuple):
    """A closed curve by the points it passes through, in order."""

    points: tuple[Point, ...]

    def __str__(self) -> str:
        """Return it as it is written in a rules file."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


class Box(NamedTuple):
    """The part of the square that outlines take up."""

    left: float
    top: float
    width: float
    height: float


def parse(text: str) -> Outline:
    """Return the outline written as 'x,y x,y x,y'; ValueError says what is wrong with it."""
    found = [(word, _POINT.fullmatch(word)) for word in text.split()]
    for word, match in found:
        if not match:
            raise ValueError(
                f"'{word[:20]}' is no point. Write each as 12,40.5, with no sign or space"
            )
        if max(map(float, match.groups())) > SIZE:
            raise ValueError(f"'{word[:20]}' lies outside. Both numbers go from 0 to {SIZE:.0f}")
    if not 3 <= len(found) <= MOST:
        raise ValueError(f"{len(found)} points make no outline. Give 3 to {MOST}")
    outline = Outline(tuple((float(m[1]), float(m[2])) for _, m in found if m))
    (x, y), *others = outline.points
    sides = [(a - x, b - y) for a, b in others]
    if not any(a * d - b * c for (a, b), (c, d) in pairwise(sides)):
        raise ValueError("these points lie on one line. Let them enclose something")
    return outline


def beziers(outline: Outline) -> list[Bezier]:
    """Return the pieces of the curve; the first starts at the first point."""
    points = outline.points
    return [
        (
            (b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6),
            (c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6),
            c,
        )
        for a, b, c, d in zip(
            points[-1:] + points[:-1],
            points,
            points[1:] + points[:1],
            points[2:] + points[:2],
            strict=True,
        )
    ]


def box(outlines: Iterable[Outline]) -> Box:
    """Return the smallest box around some outlines."""
    points = [point for outline in outlines for point in _polygon(outline)]
    across, down = zip(*points, strict=True)
    left, top = min(across), min(down)
    return Box(left, top, max(across) - left, max(down) - top)


def raster(outlines: Sequence[Outline | None], frame: Box, columns: int, rows: int) -> Raster:
    """Return which outline is on top at the middle of each cell; earlier ones cover later.

    None stands for an outline that is not drawn but keeps its number.
    """
    cells = [[NOTHING] * columns for _ in range(rows)]
    for number, outline in reversed([*enumerate(outlines)]):
        for row, crossings in _crossings(outline, frame, rows) if outline else ():
            for enter, leave in zip(crossings[::2], crossings[1::2], strict=True):
                first, last = (_cell(x, frame, columns) for x in (enter, leave))
                cells[row][first:last] = [number] * (last - first)
    return cells


def middles(cells: Raster) -> dict[int, tuple[int, int]]:
    """Return, for each outline that is seen, the cell (column, row) deepest inside it.

    The distance to the nearest cell of something else, counted in steps, by two passes
    over the raster (Rosenfeld and Pfaltz 1966); of cells equally deep, one in the middle.
    """
    rows, columns = len(cells), len(cells[0])
    border = NOTHING - 1  # unlike anything beside it
    edge = [[border] * (columns + 2)]
    what = [*edge, *([border, *line, border] for line in cells), *edge]
    depth = [[0] * (columns + 2) for _ in what]
    for step, start, end in ((-1, (1, 1), (rows + 1, columns + 1)), (1, (rows, columns), (0, 0))):
        for y in range(start[0], end[0], -step):
            for x in range(start[1], end[1], -step):
                beside = depth[y][x + step] if what[y][x + step] == what[y][x] else 0
                above = depth[y + step][x] if what[y + step][x] == what[y][x] else 0
                deep = 1 + (beside if beside < above else above)
                depth[y][x] = deep if step < 0 or deep < depth[y][x] else depth[y][x]
    found: dict[int, list[tuple[int, int, int]]] = {}
    for y, line in enumerate(cells):
        for x, number in enumerate(line):
            found.setdefault(number, []).append((depth[y + 1][x + 1], x, y))
    deepest = {number: max(places)[0] for number, places in found.items() if number != NOTHING}
    best = {
        number: [place[1:] for place in found[number] if place[0] == deep]
        for number, deep in deepest.items()
    }
    return {number: places[len(places) // 2] for number, places in best.items()}


def _polygon(outline: Outline) -> list[Point]:
    """Return the curve as straight pieces."""
    points, start = [], outline.points[0]
    for one, two, end in beziers(outline):
        for a, b, c, d in _WEIGHTS:
            x = a * start[0] + b * one[0] + c * two[0] + d * end[0]
            points.append((x, a * start[1] + b * one[1] + c * two[1] + d * end[1]))
        start = end
    return points


def _crossings(outline: Outline, frame: Box, rows: int) -> list[tuple[int, list[float]]]:
    """Return where the curve crosses the middle line of each row, from left to right."""
    found: dict[int, list[float]] = {}
    points, high = _polygon(outline), frame.height / rows
    for (x1, y1), (x2, y2) in pairwise([*points, points[0]]):
        first, last = sorted((y1, y2))
        row = max(0, int((first - frame.top) / high))
        while row < rows and (y := frame.top + (row + 0.5) * high) < last:
            if y >= first:
                found.setdefault(row, []).append(x1 + (x2 - x1) * (y - y1) / (y2 - y1))
            row += 1
    return [(row, sorted(crossings)) for row, crossings in found.items()]


def _cell(x: float, frame: Box, columns: int) -> int:
    """Return the first column whose middle is not left of ``x``."""
    return min(columns, max(0, round((x - frame.left) / frame.width * columns)))
