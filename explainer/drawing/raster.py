"""A raster: a grid of cells that shows which outline is on top in each cell.

A raster is a list of rows from top to bottom. Each cell contains the number of an outline.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from explainer.drawing.outline import Box, Outline, polygon

NOTHING: Final = -1  # the value of a cell that no outline covers

Raster = list[list[int]]


def raster(outlines: Sequence[Outline | None], frame: Box, columns: int, rows: int) -> Raster:
    """Find the outline on top at the center of each cell; earlier outlines cover later outlines.

    An outline that is None is not drawn, but the other outlines keep their numbers.
    """
    cells = [[NOTHING] * columns for _ in range(rows)]
    for number, outline in reversed([*enumerate(outlines)]):
        for row, crossings in _crossings(outline, frame, rows) if outline else ():
            for enter, leave in zip(crossings[::2], crossings[1::2], strict=True):
                first, last = (_cell(x, frame, columns) for x in (enter, leave))
                cells[row][first:last] = [number] * (last - first)
    return cells


def middles(cells: Raster) -> dict[int, tuple[int, int]]:
    """Find the cell (column, row) that is deepest inside each visible outline.

    If several cells are equally deep, return one in the middle of the list of those cells.
    """
    found: dict[int, list[tuple[int, int, int]]] = {}
    for y, (line, depths) in enumerate(zip(cells, _depths(cells), strict=True)):
        for x, (number, depth) in enumerate(zip(line, depths, strict=True)):
            found.setdefault(number, []).append((depth, x, y))
    found.pop(NOTHING, None)
    deepest = {number: max(inside)[0] for number, inside in found.items()}
    best = {
        number: [(x, y) for depth, x, y in inside if depth == deepest[number]]
        for number, inside in found.items()
    }
    return {number: inside[len(inside) // 2] for number, inside in best.items()}


def _depths(cells: Raster) -> list[list[int]]:
    """Return the number of steps from each cell to the nearest cell outside its outline.

    The algorithm makes two passes over the raster, from opposite corners (Rosenfeld and Pfaltz
    1966).
    """
    rows, columns = len(cells), len(cells[0])
    border = NOTHING - 1  # differs from every cell in the raster
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
    return [line[1:-1] for line in depth[1:-1]]


def _crossings(outline: Outline, frame: Box, rows: int) -> list[tuple[int, list[float]]]:
    """Return the points at which the curve crosses the middle of each row, from left to right."""
    found: dict[int, list[float]] = {}
    points, high = polygon(outline), frame.height / rows
    for (x1, y1), (x2, y2) in pairwise([*points, points[0]]):
        first, last = sorted((y1, y2))
        row = max(0, int((first - frame.top) / high))
        while row < rows and (y := frame.top + (row + 0.5) * high) < last:
            if y >= first:
                found.setdefault(row, []).append(x1 + (x2 - x1) * (y - y1) / (y2 - y1))
            row += 1
    return [(row, sorted(crossings)) for row, crossings in found.items()]


def _cell(x: float, frame: Box, columns: int) -> int:
    """Return the first column whose center is not to the left of ``x``."""
    return min(columns, max(0, round((x - frame.left) / frame.width * columns)))
