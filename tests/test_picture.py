"""Pictures: the curves, the raster, the drawing in dots, and the words that describe it."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from conftest import OTHER, ROOT, SHIPPED, Opened, data, open_guide, run
from hypothesis import given
from hypothesis import strategies as st

from explainer.documents.composer import Composer
from explainer.documents.document import Line, Part, Picture
from explainer.drawing.outline import Outline, beziers, box, parse
from explainer.drawing.raster import NOTHING, middles, raster
from explainer.render.braille import draw, swatch
from explainer.render.svg import marks, path
from explainer.rules.model import Pattern

PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
NUMBERS = st.integers(0, 200).map(lambda n: n / 2)
CORNERS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=12, unique=True)


def outline(points: list[tuple[float, float]]) -> Outline | None:
    try:
        return parse(" ".join(f"{x},{y}" for x, y in points))
    except ValueError:
        return None  # all points are on one line


@given(CORNERS)
def test_a_curve_passes_through_its_points_and_turns_smoothly(points) -> None:
    found = outline(points)
    if found:
        pieces = beziers(found)
        assert [end for *_, end in pieces] == [*found.points[1:], found.points[0]]
        for (_, before, corner), (after, *_) in zip(pieces, pieces[1:] + pieces[:1], strict=True):
            for i in (0, 1):  # a corner is midway between its control points
                assert corner[i] - before[i] == pytest.approx(after[i] - corner[i])
        assert parse(str(found)) == found


def is_inside(x: float, y: float, corners: list[tuple[float, float]]) -> bool:
    """Return whether a point is inside a polygon, by the even-odd rule."""
    odd = False
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (y1 <= y < y2) or (y2 <= y < y1):
            odd ^= x < x1 + (x2 - x1) * (y - y1) / (y2 - y1)
    return odd


@pytest.mark.thorough
@given(st.lists(CORNERS, min_size=1, max_size=3), st.integers(4, 30), st.integers(4, 30))
def test_a_raster_has_the_outline_on_top_at_the_middle_of_each_cell(many, columns, rows) -> None:
    outlines = [found for found in map(outline, many) if found]
    if not outlines:
        return
    frame, curves = box(outlines), [polygon(found) for found in outlines]
    cells = raster(outlines, frame, columns, rows)
    for y, line in enumerate(cells):
        for x, number in enumerate(line):
            px = frame.left + (x + 0.5) * frame.width / columns
            py = frame.top + (y + 0.5) * frame.height / rows
            near = frame.width / columns / 1000  # an edge at the middle may go either way
            seen = {
                min((i for i, c in enumerate(curves) if is_inside(px + d, py, c)), default=NOTHING)
                for d in (-near, 0, near)
            }  # fmt: skip
            assert number in seen
    for number, (x, y) in middles(cells).items():
        assert cells[y][x] == number
    assert middles(cells).keys() == {n for line in cells for n in line} - {NOTHING}


def polygon(found: Outline) -> list[tuple[float, float]]:
    """Approximate a curve with line segments, using de Casteljau's algorithm."""
    points, start = [], found.points[0]
    for one, two, end in beziers(found):
        for i in range(6):
            level = [start, one, two, end]
            while len(level) > 1:
                level = [
                    tuple(a + (b - a) * i / 6 for a, b in zip(p, q, strict=True))
                    for p, q in pairwise(level)
                ]
            points.append(level[0])
        start = end
    return points


def test_a_number_stands_as_deep_as_can_be() -> None:
    ring = [[0] * 9, *([0] + [1] * 7 + [0] for _ in range(7)), [0] * 9]
    assert middles(ring)[1] == (4, 4)


NO_OUTLINES = (
    *("", "1,2 3,4", "1,2 3,4 5", "1,2 3,4 101,6", "1,1 2,2 3,3", "-1,2 3,4 5,6"),
    *("1,2 1,2 1,2", "1, 2 3, 4 5, 6", "1,1 2,3 5,1 " * 67),
)


@pytest.mark.parametrize("wrong", NO_OUTLINES, ids=lambda text: text[:20])
def test_what_is_no_outline(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(wrong)


def test_every_pattern_differs_without_colour() -> None:
    samples = {swatch(pattern) for pattern in PATTERNS if pattern not in ("plain", "empty")}
    assert len(samples) == len(PATTERNS) - 2
    assert swatch(None) == "  "


def pictures(guide: Opened) -> dict[str, Picture]:
    """Return the picture of each procedure and level that has one, by ID."""
    composer: Composer = guide.composer()
    documents = {p.id: composer.procedure(p) for p in guide.rules.procedures.values()}
    documents |= {level.id: composer.level(level) for level in guide.rules.levels.values()}
    blocks = {
        name: [
            b for s in document.sections for b in s.blocks if isinstance(b, Picture) and b.has_key
        ]
        for name, document in documents.items()
    }
    return {name: found[0] for name, found in blocks.items() if found}


def test_everything_in_the_shipped_guide_has_a_picture() -> None:
    """The exceptions: a level that only lists further reading, and what is only compared."""
    guide = open_guide(SHIPPED)
    levels = guide.rules.levels.values()
    drawn = {level.id for level in levels if level.procedure or not level.further}
    assert len(drawn) == len(levels) - 1
    described = {level.procedure for level in levels} | {x for y in levels for x in y.further}
    assert pictures(guide).keys() == {*(described - {""}), *drawn}


@pytest.mark.parametrize("case", data("shipped/pictures.yaml"), ids=lambda c: c["picture"])
def test_what_a_caption_tells_apart_is_drawn_apart(case: dict) -> None:
    rules = open_guide(SHIPPED).rules
    assert {*case["apart"]} <= rules.pictures[case["picture"]].looks.keys()
    one, other = (rules.regions[name].outline for name in case["apart"])
    cells = [raster([o], box([one, other]), 100, 100) for o in (one, other)]
    covered = [{(x, y) for x in range(100) for y in range(100) if c[y][x] == 0} for c in cells]
    around = {(x + dx, y + dy) for x, y in covered[0] for dx in (-4, 0, 4) for dy in (-4, 0, 4)}
    assert covered[0]
    assert covered[1]
    assert not around & covered[1]


def test_a_drawing_shows_each_part_with_its_number(guide: Opened) -> None:
    for name, picture in pictures(guide).items():
        for view in range(len(picture.views)):
            shown = {str(i) for i, part in enumerate(picture.parts, 1) if part.patterns[view]}
            for columns in (13, 17, 28):
                rows = draw(picture, view, columns)
                assert {len(row) for row in rows} == {columns}
                text = "".join(character for row in rows for character, _ in row)
                assert set(re.findall(r"\d", text)) == shown, (name, view, columns)
            assert {str(mark.number) for mark in marks(picture, view)} == shown


def test_the_words_for_a_picture_say_what_is_drawn(guide: Opened) -> None:
    """Each region in any view has one line, with its name and its states in order."""
    rules = guide.rules
    for procedure in rules.procedures.values():
        picture = pictures(guide).get(procedure.id)
        shown = [rules.pictures[name] for name in (procedure.before, procedure.after) if name]
        said = [part.line.text for part in picture.parts] if picture else []
        regions = reversed(rules.regions.values())
        seen = [r for r in regions if any(r.id in p.looks for p in shown)]
        assert len(said) == len(seen)
        for line, region in zip(said, seen, strict=True):
            names = [rules.states[p.looks[region.id]].name for p in shown if region.id in p.looks]
            assert line.startswith(f"{region.name}: " if any(names) else f"{region.name}.")
            at = [line.find(name) for name in names if name]
            assert -1 not in at
            assert at == sorted(at)


def test_the_words_are_in_every_format() -> None:
    for format in ("text", "markdown", "json", "html", "terminal"):
        words = ["show", "patch", "--rules", OTHER, "--format", format]
        out = run(*words, "--all", COLUMNS="100").out
        assert "Hole: lets air out; then under the patch." in out
        is_brief = format in ("text", "terminal")
        short = run(*words, COLUMNS="100").out
        assert ("Hole: lets air out" not in short) == is_brief
    data = json.loads(run("show", "patch", "--rules", OTHER, "--format", "json").out)
    (picture,) = [b for s in data["sections"] for b in s["blocks"] if "views" in b]
    assert picture["views"] == ["Before", "After"]
    assert picture["parts"][0]["patterns"] == ["solid", "stripes"]
    assert parse(picture["parts"][0]["outline"])


BELOW = {SHIPPED: "What is it?\n", OTHER: "In a word\n"}  # the section below the drawing


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_a_drawing_fits_the_terminal(columns: int, snapshot) -> None:
    for path_, name in ((SHIPPED, open_guide(SHIPPED).rules.compare[0]), (OTHER, "patch")):
        words = ["show", name, "--rules", path_, "--format", "terminal", "--all"]
        page = run(*words, COLUMNS=str(columns)).out
        wrapped = [line for line in page.split("\n") if " " in line.strip()]  # addresses stay whole
        assert max(map(len, wrapped)) <= columns
        drawing = page[page.index("Before and after") : page.index(BELOW[path_])]
        if columns in (20, 80):
            snapshot(f"{path_.stem}/picture-{columns}.txt", drawing)


def test_a_console_without_dots_gets_the_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    guide = open_guide(OTHER)
    monkeypatch.setattr(Console, "encoding", "ascii")
    from explainer.render.terminal import render

    console = Console(width=80)
    with console.capture() as capture:
        console.print(render(guide.composer().procedure(guide.rules.procedures["patch"])))
    assert "Hole: lets air out; then under the patch." in capture.get()
    assert not re.search("[\u2800-\u28ff\u2192]", capture.get())


def test_a_path_is_what_svg_reads() -> None:
    assert path(parse("0,0 10,0 0,10")).startswith("M0 0C1.667 -1.667 10 -1.667 10 0C")


def test_a_part_that_is_only_before_or_only_after(tmp_path: Path) -> None:
    """The words mention such a part, and a level's own picture overrides the procedure's."""
    told = run("show", "pinhole", "--rules", OTHER, "--format", "text", "--all").out
    assert "Hole: lets air out; then under the patch." in told
    assert "Tube: holds air." in told
    assert "Tube: holds air." in run("show", "patch", "--rules", OTHER, "--all").out
    text = OTHER.read_text(encoding="utf-8")
    for old, new in (
        ("after: patched", "after: found"),
        ("before: leaking", "before: found"),
        ("caption: [shown]", "caption: [no-price]"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "same.yaml"
    path.write_text(text, encoding="utf-8")
    data = json.loads(run("show", "patch", "--rules", path, "--format", "json").out)
    (section,) = [s for s in data["sections"] if "a sketch" in s["heading"]]
    assert section["blocks"][0]["views"] == ["Before", "After"]
    assert len(section["blocks"][1]["lines"]) == 1  # no caption, as it is for other audiences
    text = OTHER.read_text(encoding="utf-8").replace("after: patched", "after: gone")
    text = text.replace(
        "  found: {", "  gone: {caption: [shown], looks: {tube: holding}}\n  found: {"
    )
    path.write_text(text, encoding="utf-8")
    told = run("show", "patch", "--rules", path, "--all").out
    assert "Hole: lets air out; then no longer there." in told
    level = text.replace("    when: {tyre: yes}\n", "    when: {tyre: yes}\n    picture: found\n")
    path.write_text(level, encoding="utf-8")
    data = json.loads(run("show", "cut", "--rules", path, "--format", "json").out)
    assert [b["views"] for s in data["sections"] for b in s["blocks"] if "views" in b] == [["Now"]]


@pytest.mark.parametrize("count", [9, 10, 100])
def test_many_parts_each_with_a_number(count: int) -> None:
    """The numbers fit even at the right edge, where there is little room."""
    rows = [(x, y) for y in range(0, 100, 10) for x in range(0, 100, 10)][:count]
    parts = [
        Part(
            f"r{n}", Line("x"), parse(f"{x},{y} {x + 9},{y} {x + 9},{y + 9} {x},{y + 9}"), ("dots",)
        )
        for n, (x, y) in enumerate(rows)
    ]
    edge = Part("edge", Line("x"), parse("97,0 100,0 100,100 97,100"), ("bars",))
    picture = Picture(("x",), (*parts, edge), box([p.outline for p in (*parts, edge)]))
    for columns in (13, 17, 28, 60):
        assert {len(row) for row in draw(picture, 0, columns)} == {columns}
    assert len(marks(picture, 0)) == count + 1


def test_each_pattern_has_a_drawing_in_svg() -> None:
    folder = ROOT / "explainer" / "templates"
    style, parts = ((folder / name).read_text() for name in ("sketch.css", "parts.html"))
    for pattern in set(PATTERNS) - {"plain", "empty"}:
        assert f'id="_{pattern}_"' in parts
        assert f"var(--{pattern})" in parts
        assert f"--{pattern}:" in style
        assert f'"{pattern}"' in style  # among the patterns that have a fill
    assert ".empty" in style
