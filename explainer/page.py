"""A page: every place that a reader can reach, and the sections that those places share.

A place is a trail through the diagram, or a chapter beside it; its address is the trail's
answers. What places have in common stands on the page once: a section, one line of a
list, one row of a table, or one block of a section.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import count, pairwise
from typing import Any, Final, NamedTuple, TypeVar

from explainer.diagram import Diagram
from explainer.document import Block, Document, Grid, Line, Link, Passage, Row, Section
from explainer.explain import Desk, about
from explainer.interview import follow
from explainer.outcome import outcome
from explainer.table import Answers

LIMIT: Final = 1_000  # places; a page with more is too heavy for a phone
START: Final = "Start"  # addresses of no trail: no answer has a capital letter
CHAPTERS: Final = {
    START: "page.start",
    "Compare": "page.compare",
    "FAQ": "page.faq",
    "Words": "page.words",
}
ADDRESSES: Final = {"compare": "Compare", "faq": "FAQ", "glossary": "Words"}


class Column(NamedTuple):
    """A column of a table: its name, and a cell for each row."""

    name: str
    cells: tuple[tuple[Line, ...], ...]


Item = Line | Row | Column | Block


class Key(NamedTuple):
    """What a section is known by on the page; ``copy`` tells equal ones apart."""

    section: Section
    copy: int = 0


Numbers = Mapping[tuple[Key, Item | None], int]  # of a section, or of one of its items
Entry = TypeVar("Entry", Key, Item)


class Place(NamedTuple):
    """What a reader sees at one address.

    ``choices`` lead on. ``sections`` stand here alone, ``shows`` are the numbers of the
    shared parts that stand below. Where nothing is chosen, the lead is one of those: most
    ends have the same.
    """

    address: str
    title: str
    lead: tuple[Line, ...]
    choices: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
    shows: tuple[int, ...] = ()


class Shared(NamedTuple):
    """A section that stands on the page once, and a number: what has the same shows together.

    Where places show just parts of it, ``items`` has a number for each line, row, column
    or block; 0 stands for one that shows wherever its section does.
    """

    number: int
    section: Section
    items: tuple[int, ...] = ()


class Page(NamedTuple):
    """All that is on the page; ``start`` is what it opens with.

    ``chapters`` and ``names`` (of procedures) are links, the latter under a heading.
    """

    document: Document
    chapters: tuple[Line, ...]
    names_heading: str
    names: tuple[Line, ...]
    start: Place
    places: tuple[Place, ...]
    shared: tuple[Shared, ...]


def address(answers: Answers) -> str:
    """Return the address of the place where answers, in the order asked, lead."""
    return ".".join(answers.values()) or START


def page(desk: Desk, diagram: Diagram) -> Page:
    """Return the page of a rules file; its trails are no more than ``LIMIT``."""
    numbers: dict[tuple[str, str], int] = {}  # sources are numbered once for the whole page
    places = [
        place._replace(sections=desk.editor.numbered(place.sections, numbers))
        for place in (*_trails(desk, diagram), *_chapters(desk))
    ]
    start, *others = places
    shared, shows = _grouped(*_share([place.sections for place in others]))
    return Page(
        document=desk.editor.cover(numbers),
        chapters=tuple(
            Line(desk.words(CHAPTERS[place.address]), link=Link(place.address))
            for place in places
            if place.address in CHAPTERS
        ),
        names_heading=desk.words("page.named"),
        names=tuple(
            Line(procedure.name, link=Link(about(procedure.id)))
            for procedure in desk.rules.procedures.values()
        ),
        start=start,
        places=tuple(
            place._replace(sections=(), shows=seen)
            for place, seen in zip(others, shows, strict=True)
        ),
        shared=shared,
    )


def _trails(desk: Desk, diagram: Diagram) -> Iterator[Place]:
    """Yield the place at the end of each trail, in the order asked."""
    todo: list[Answers] = [{}]
    while todo:
        trail = follow(diagram, todo.pop())
        answers, question = trail.answers, trail.node.question
        if question is None:
            result = outcome(desk.rules, diagram, trail)
            yield _place(address(answers), desk.outcome(result, address))
            continue
        ways = {a: {**answers, question: a} for a in diagram.table.allows[question]}
        todo += reversed(ways.values())
        choices = tuple(
            Line(desk.label(question, a), link=Link(address(way))) for a, way in ways.items()
        )
        document = desk.question(trail, diagram.most_questions(trail.node), address)
        yield _place(address(answers), document, choices)


def _chapters(desk: Desk) -> Iterator[Place]:
    """Yield what can be read beside the questions."""
    for (kind, *rest), document in desk.chapters().items():
        yield _place(about(*rest) if rest else ADDRESSES[kind], document)


def _place(at: str, document: Document, choices: tuple[Line, ...] = ()) -> Place:
    sections, lead = document.sections[:-1], document.lead  # the last are the sources
    if lead and not choices:
        blocks = tuple(Passage((line,)) for line in lead)
        sections, lead = (Section("", blocks), *sections), ()
    return Place(at, document.title, lead, choices, sections)


# --- what places share ------------------------------------------------------------------


def _share(
    places: Sequence[Sequence[Section]],
) -> tuple[tuple[Shared, ...], list[tuple[int, ...]]]:
    """Return each section once, in an order that all places agree with, and who shows what."""
    merged = _merged(section for sections in places for section in sections)
    keys = [[Key(_shell(section, merged)) for section in sections] for sections in places]
    order = _order(keys)
    if order is None:  # two places disagree, or one has a section twice: nothing is shared
        copies, merged = count(), {}
        keys = [[Key(section, next(copies)) for section in sections] for sections in places]
        order = [key for mine in keys for key in mine]
    names = ((key, item) for key in order for item in (None, *merged.get(key.section, ())))
    numbers: Numbers = {name: number for number, name in enumerate(names)}
    shows = [
        tuple(
            numbers[key, item]
            for key, section in zip(mine, sections, strict=True)
            for item in (None, *(_items(section) if key.section in merged else ()))
        )
        for mine, sections in zip(keys, places, strict=True)
    ]
    return tuple(_shared(key, merged.get(key.section, []), numbers) for key in order), shows


def _grouped(
    shared: Iterable[Shared], shows: Sequence[tuple[int, ...]]
) -> tuple[tuple[Shared, ...], list[tuple[int, ...]]]:
    """Return the same with one number for all that the same places show."""
    places: dict[int, list[int]] = {}
    for place, numbers in enumerate(shows):
        for number in numbers:
            places.setdefault(number, []).append(place)
    groups: dict[tuple[int, ...], int] = {}
    group = {n: groups.setdefault(tuple(at), len(groups) + 1) for n, at in places.items()}

    def items(one: Shared) -> Iterator[int]:
        here = group[one.number]
        return (0 if group[n] == here else group[n] for n in one.items)

    regrouped = (one._replace(number=group[one.number], items=tuple(items(one))) for one in shared)
    return tuple(regrouped), [tuple(sorted({group[n] for n in numbers})) for numbers in shows]


def _shared(key: Key, items: Sequence[Item], numbers: Numbers) -> Shared:
    """Return a section with all its items, each with its number."""
    section = _filled(key.section, items) if items else key.section
    return Shared(numbers[key, None], section, tuple(numbers[key, item] for item in items))


def _shell(section: Section, merged: Mapping[Section, list[Item]]) -> Section:
    """Return a section without its items where such are merged, or else as it is."""
    shell = _filled(section, ())
    return shell if shell in merged else section


def _merged(sections: Iterable[Section]) -> Mapping[Section, list[Item]]:
    """Return the empty shells of sections that differ in their items alone, with all of those.

    Their items must stand in one order that all the sections agree with.
    """
    chains: dict[Section, dict[tuple[Item, ...], None]] = {}
    for section in sections:
        if _items(section):
            chains.setdefault(_filled(section, ()), {})[tuple(_items(section))] = None
    orders = {shell: _order(found) for shell, found in chains.items() if len(found) > 1}
    return {shell: order for shell, order in orders.items() if order}


def _items(section: Section) -> Sequence[Item]:
    """Return what a section may be shown in part by.

    The columns of a wide table, the rows of another, the lines of a list, or the blocks.
    """
    match section.blocks:
        case (Grid() as grid,) if len(grid.columns) > 2:
            cells = zip(*(row.cells for row in grid.rows), strict=True)
            return [Column(*column) for column in zip(grid.columns[1:], cells, strict=True)]
        case (Grid() as grid,):
            return grid.rows
        case (Passage(look="list") as passage,):
            return passage.lines
        case (_,):
            return ()
        case blocks:
            return blocks


def _filled(section: Section, items: Sequence[Any]) -> Section:
    """Return a section with other items in place of its own."""
    match section.blocks:
        case (Grid() as grid,) if len(grid.columns) > 2 or not grid.columns[1:]:
            names = (grid.columns[0], *(column.name for column in items))
            rows = (
                row._replace(cells=tuple(column.cells[number] for column in items))
                for number, row in enumerate(grid.rows)
            )
            return section._replace(blocks=(Grid(names, tuple(rows)),))
        case (Grid() as grid,):
            return section._replace(blocks=(grid._replace(rows=tuple(items)),))
        case (Passage(look="list") as passage,):
            return section._replace(blocks=(passage._replace(lines=tuple(items)),))
        case (_,):
            return section
    return section._replace(blocks=tuple(items))


def _order(chains: Iterable[Sequence[Entry]]) -> list[Entry] | None:
    """Return everything in some chains once, each chain's order kept; None if they disagree."""
    graph: TopologicalSorter[Entry] = TopologicalSorter()
    for chain in chains:
        for one in chain:
            graph.add(one)
        for before, after in pairwise(chain):
            graph.add(after, before)
    try:
        return list(graph.static_order())
    except CycleError:
        return None
