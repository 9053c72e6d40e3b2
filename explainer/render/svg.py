"""An SVG drawing: the geometry of a picture, for the HTML templates."""

from math import ceil
from typing import Final, NamedTuple

from explainer.documents.document import Picture
from explainer.drawing.outline import Outline, beziers
from explainer.drawing.raster import middles, raster

_ACROSS: Final = 48  # columns of the raster used to place the numbers


class Mark(NamedTuple):
    """A part's number, and its position in a view."""

    number: int
    x: float
    y: float


def path(outline: Outline) -> str:
    """Return an outline as the data of an SVG path."""
    start, *_ = outline.points
    pieces = "".join(
        "C" + " ".join(f"{x:.4g} {y:.4g}" for x, y in piece) for piece in beziers(outline)
    )
    return f"M{start[0]:g} {start[1]:g}{pieces}Z"


def marks(picture: Picture, view: int) -> list[Mark]:
    """Return a mark for each part that is visible in a view, placed well inside the part."""
    frame = picture.frame
    rows = max(1, ceil(_ACROSS * frame.height / frame.width))
    outlines = picture.outlines(view)
    wide, high = frame.width / _ACROSS, frame.height / rows
    return [
        Mark(
            number + 1,
            round(frame.left + (x + 0.5) * wide, 1),
            round(frame.top + (y + 0.5) * high, 1),
        )
        for number, (x, y) in sorted(middles(raster(outlines, frame, _ACROSS, rows)).items())
    ]
