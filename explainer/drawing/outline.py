"""An outline: a smooth closed curve through a few points.

The points lie in a 100-by-100 square with the origin at the top left. The curve is the closed
Catmull-Rom spline through these points (Catmull and Rom 1974), drawn as cubic Bezier pieces.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NamedTuple

SIZE: Final = 100.0  # the largest value of a coordinate
MOST: Final = 200  # the most points in one outline
PIECES: Final = 6  # the number of line segments that approximate one Bezier piece

Point = tuple[float, float]
Bezier = tuple[Point, Point, Point]  # two control points and the endpoint

_WEIGHTS: Final = [  # the weights of a Bezier piece's four points at each step along the piece
    (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    for t, u in ((i / PIECES, 1 - i / PIECES) for i in range(PIECES))
]
_POINT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?),([0-9]+(?:\.[0-9]+)?)")


class Outline(NamedTuple):
    """A closed curve, given by the points it passes through, in order."""

    points: tuple[Point, ...]

    def __str__(self) -> str:
        """Format the outline as it is written in a rules file."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


class Box(NamedTuple):
    """The bounding box of some outlines."""

    left: float
    top: float
    width: float
    height: float


def parse(text: str) -> Outline:
    """Parse an outline written as 'x,y x,y x,y'; raise ValueError if it is invalid."""
    found = [(word, _POINT.fullmatch(word)) for word in text.split()]
    for word, match in found:
        if not match:
            raise ValueError(
                f"'{word[:20]}' is not a point. Write each like 12,40.5, without signs or spaces"
            )
        if max(map(float, match.groups())) > SIZE:
            raise ValueError(
                f"'{word[:20]}' is outside the drawing. Both numbers go from 0 to {SIZE:.0f}"
            )
    if not 3 <= len(found) <= MOST:
        raise ValueError(f"an outline has 3 to {MOST} points, but this one has {len(found)}")
    outline = Outline(tuple((float(m[1]), float(m[2])) for _, m in found if m))
    (x, y), *others = outline.points
    sides = [(a - x, b - y) for a, b in others]
    if not any(a * d - b * c for (a, b), (c, d) in pairwise(sides)):
        raise ValueError("all these points lie on one line. Move them so that they enclose an area")
    return outline


def beziers(outline: Outline) -> list[Bezier]:
    """Return the curve as Bezier pieces; the first starts at the first point."""
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
    """Return the bounding box of some outlines."""
    points = [point for outline in outlines for point in polygon(outline)]
    across, down = zip(*points, strict=True)
    left, top = min(across), min(down)
    return Box(left, top, max(across) - left, max(down) - top)


def polygon(outline: Outline) -> list[Point]:
    """Return the corners of a polygon that approximates the curve."""
    points, start = [], outline.points[0]
    for one, two, end in beziers(outline):
        for a, b, c, d in _WEIGHTS:
            x = a * start[0] + b * one[0] + c * two[0] + d * end[0]
            points.append((x, a * start[1] + b * one[1] + c * two[1] + d * end[1]))
        start = end
    return points
