"""A page: every place that a reader can reach, and the sections that those places share.

A place is a interview through the diagram, or a chapter beside it; its address is the interview's
answers. What places have in common stands on the page once: a section, one line of a
list, one row of a table, or one block of a section.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain, count, pairwise
from typing import Any, Final, NamedTuple, TypeVar

from explainer.decision.interview import follow
from explainer.decision.outcome import outcome
from explainer.decision.table import Answers
from explainer.documents.citations import Reference, numbered
from explainer.documents.composer import Composer, about
from explainer.documents.document import Block, Document, Grid, Line, Link, Passage, Row, Section

LIMIT: Final = 1_000  # views; a page with more is too heavy for a phone
START: Final = "Start"  # addresses of no interview: no answer has a capital letter
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


class View(NamedTuple):
    """What a reader sees at one address.

    ``choices`` lead on. ``sections`` are this view's alone, ``shows`` are the numbers of the
    shared parts further down. Where nothing is to be chosen, the lead is one of those: most
    outcomes have the same.
    """

    address: str
    title: str
    lead: tuple[Line, ...]
    choices: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
    shows: tuple[int, ...] = ()


class Shared(NamedTuple):
    """A section that is on the page once; sections with the same number show together.

    Where views show just parts of it, ``items`` has a number for each line, row, column
    or block, and 0 for one that shows wherever its section does.
    """

    number: int
    section: Section
    items: tuple[int, ...] = ()


class Site(NamedTuple):
    """Everything on the page; ``start`` is the view that it opens with.

    ``cover`` has what all views share: notices, help and sources. ``chapters`` and
    ``names`` (of procedures) are links, the latter under a heading.
    """

    cover: Document
    chapters: tuple[Line, ...]
    names_heading: str
    names: tuple[Line, ...]
    start: View
    views: tuple[View, ...]
    shared: tuple[Shared, ...]


def address(answers: Answers) -> str:
    """Return the address of the view where answers, in the order asked, lead."""
    return ".".join(answers.values()) or START


def site(composer: Composer) -> Site:
    """Return the page of a guide whose interviews are no more than ``LIMIT``."""
    numbers: dict[Reference, int] = {}  # sources are numbered once for the whole page
    views = [
        view._replace(sections=numbered(view.sections, numbers))
        for view in (*_interviews(composer), *_chapters(composer))
    ]
    (start,) = (view for view in views if view.address == START)
    others = [view for view in views if view.address != START]
    shared, shows = _grouped(*_share([view.sections for view in others]))
    return Site(
        cover=composer.assembler.cover(numbers),
        chapters=tuple(
            Line(composer.messages(CHAPTERS[view.address]), link=Link(view.address))
            for view in views
            if view.address in CHAPTERS
        ),
        names_heading=composer.messages("page.named"),
        names=tuple(
            Line(procedure.name, link=Link(about(procedure.id)))
            for procedure in composer.rules.procedures.values()
        ),
        start=start,
        views=tuple(
            view._replace(sections=(), shows=seen) for view, seen in zip(others, shows, strict=True)
        ),
        shared=shared,
    )


def _interviews(composer: Composer) -> Iterator[View]:
    """Yield the view of each interview, in the order asked."""
    guide = composer.guide
    todo: list[Answers] = [{}]
    while todo:
        interview = follow(guide.diagram, todo.pop())
        answers, question = interview.answers, interview.node.question
        if question is None:
            result = outcome(guide.rules, guide.diagram, interview)
            yield _view(address(answers), composer.outcome(result, address))
            continue
        ways = {a: {**answers, question: a} for a in guide.table.allows[question]}
        todo += reversed(ways.values())
        choices = tuple(
            Line(composer.answer(question, a), link=Link(address(way))) for a, way in ways.items()
        )
        most = guide.diagram.most_questions(interview.node)
        document = composer.question(interview, most, address)
        yield _view(address(answers), document, choices)


def _chapters(composer: Composer) -> Iterator[View]:
    """Yield what can be read beside the questions."""
    for (kind, *rest), document in composer.chapters().items():
        yield _view(about(*rest) if rest else ADDRESSES[kind], document)


def _view(at: str, document: Document, choices: tuple[Line, ...] = ()) -> View:
    sections, lead = document.body, document.lead
    if lead and not choices:
        blocks = tuple(Passage((line,)) for line in lead)
        sections, lead = (Section("", blocks), *sections), ()
    return View(at, document.title, lead, choices, sections)


# --- what views share ------------------------------------------------------------------


def _share(
    views: Sequence[Sequence[Section]],
) -> tuple[tuple[Shared, ...], list[tuple[int, ...]]]:
    """Return each section once, in an order that all views agree with, and what each shows."""
    merged = _merged(chain.from_iterable(views))
    keys = [[Key(_shell(section, merged)) for section in sections] for sections in views]
    order = _order(keys)
    if order is None:  # two views disagree, or one has a section twice: nothing is shared
        copies, merged = count(), {}
        keys = [[Key(section, next(copies)) for section in sections] for sections in views]
        order = list(chain.from_iterable(keys))
    names = ((key, item) for key in order for item in (None, *merged.get(key.section, ())))
    numbers: Numbers = {name: number for number, name in enumerate(names)}
    shared = tuple(_shared(key, merged.get(key.section, []), numbers) for key in order)
    return shared, [
        tuple(_shown(mine, sections, numbers)) for mine, sections in zip(keys, views, strict=True)
    ]


def _shown(keys: Sequence[Key], sections: Sequence[Section], numbers: Numbers) -> Iterator[int]:
    """Yield the numbers of a view's sections, and of the items that are numbered."""
    for key, section in zip(keys, sections, strict=True):
        yield numbers[key, None]
        yield from (numbers[key, x] for x in _items(section) if (key, x) in numbers)


def _grouped(
    shared: Iterable[Shared], shows: Sequence[tuple[int, ...]]
) -> tuple[tuple[Shared, ...], list[tuple[int, ...]]]:
    """Return the same with one number for everything that the same views show."""
    views: dict[int, list[int]] = {}
    for view, numbers in enumerate(shows):
        for number in numbers:
            views.setdefault(number, []).append(view)
    groups: dict[tuple[int, ...], int] = {}
    group = {n: groups.setdefault(tuple(at), len(groups) + 1) for n, at in views.items()}

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
    """Return the empty shells of sections that differ only in their items, with all of those.

    There must be one order of the items that all the sections agree with.
    """
    found: dict[Section, dict[tuple[Item, ...], None]] = {}
    for section in sections:
        if _items(section):
            found.setdefault(_filled(section, ()), {})[tuple(_items(section))] = None
    orders = {shell: _order(chains) for shell, chains in found.items() if len(chains) > 1}
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
    for entries in chains:
        for one in entries:
            graph.add(one)
        for before, after in pairwise(entries):
            graph.add(after, before)
    try:
        return list(graph.static_order())
    except CycleError:
        return None
