"""A site: every view that a reader can reach on one page, and the sections that views share.

A view is a point in the interview, or a chapter outside it. The address of such a point is the
answers so far. A section that several views share appears on the page only once.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

from explainer.decision.interview import follow
from explainer.decision.outcome import outcome
from explainer.decision.table import Answers
from explainer.documents.citations import Reference, numbered
from explainer.documents.composer import Composer
from explainer.documents.document import Document, Line, Link, Passage, Section
from explainer.documents.result import about

Entry = TypeVar("Entry", bound=Hashable)

LIMIT: Final = 1_000  # views; a page with more is too heavy for a phone
START: Final = "Start"  # never an interview's address: answer ids have no capital letters
CHAPTERS: Final = {
    START: "page.start",
    "Help": "page.help",
    "Compare": "page.compare",
    "FAQ": "page.faq",
    "Words": "page.words",
}
ADDRESSES: Final = {"compare": "Compare", "faq": "FAQ", "glossary": "Words", "help": "Help"}


class View(NamedTuple):
    """What a reader sees at one address.

    ``choices`` lead to the next views. ``sections`` belong to this view alone; ``shows`` lists
    the numbers of the shared sections to show. In a view without choices, the lead is a shared
    section too, because many outcomes have the same lead.
    """

    address: str
    title: str
    lead: tuple[Line, ...]
    choices: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
    shows: tuple[int, ...] = ()


class Shared(NamedTuple):
    """A section that views share; sections with the same number are shown together."""

    number: int
    section: Section


class Site(NamedTuple):
    """Everything on the page; ``start`` is the view that it opens with.

    ``cover`` is what all views share: notices, help and sources. ``first_help`` is the most
    urgent help and what its marks mean, for the start. ``chapters`` and ``names`` (of
    procedures) are links, the latter under a heading.
    """

    cover: Document
    first_help: tuple[Section, ...]
    chapters: tuple[Line, ...]
    names_heading: str
    names: tuple[Line, ...]
    start: View
    views: tuple[View, ...]
    shared: tuple[Shared, ...]


def address(answers: Answers) -> str:
    """Return the address of the view for some answers, given in the order asked."""
    return ".".join(answers.values()) or START


def site(composer: Composer) -> Site:
    """Return the page of a guide with at most ``LIMIT`` interviews; the caller checks this."""
    rules = composer.rules
    numbers: dict[Reference, int] = {}  # sources are numbered once for the whole page
    views = [
        view._replace(sections=numbered(view.sections, numbers))
        for view in (*_interviews(composer), *_chapters(composer))
    ]
    (start,) = (view for view in views if view.address == START)
    others = [view for view in views if view.address != START]
    urgent = composer.cards.help(is_named=False)
    chapters = [
        Line(composer.messages(CHAPTERS[view.address]), link=Link(view.address))
        for view in views
        if view.address in CHAPTERS
    ]
    offers = [Line(rules.faq[name].question, link=Link(_asked(name))) for name in rules.start]
    shared, shows = _share([view.sections for view in others])
    return Site(
        cover=composer.assembler.cover(numbers),
        first_help=(urgent, *composer.cards.legend([urgent])),
        chapters=(chapters[0], *offers, *chapters[1:]),
        names_heading=composer.messages("page.named"),
        names=tuple(
            Line(procedure.name, link=Link(about(procedure.id)))
            for procedure in rules.procedures.values()
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
            Line(composer.guide.answer(question, a), link=Link(address(way)))
            for a, way in ways.items()
        )
        most = guide.diagram.most_questions(interview.node)
        document = composer.question(interview, most, address)
        yield _view(address(answers), document, choices)


def _chapters(composer: Composer) -> Iterator[View]:
    """Yield the view of each chapter outside the interview."""
    for (kind, *rest), document in composer.chapters().items():
        of_entry = _asked if kind == "faq" else about
        yield _view(of_entry(*rest) if rest else ADDRESSES[kind], document)


def _asked(name: str) -> str:
    """Return the address of the view that answers a question in the FAQ."""
    return f"FAQ.{name}"


def _view(at: str, document: Document, choices: tuple[Line, ...] = ()) -> View:
    """Return a view. Without choices, its lead is a section, so that views can share it."""
    lead = document.lead
    below = [Section("", tuple(Passage((line,)) for line in lead))] if lead else []
    if choices:
        return View(at, document.title, lead, choices, (*document.card, *document.body))
    return View(at, document.title, (), (), (*document.card, *below, *document.body))


# --- what views share ------------------------------------------------------------------


def _share(
    views: Sequence[Sequence[Section]],
) -> tuple[tuple[Shared, ...], list[tuple[int, ...]]]:
    """Return each section once, in an order that suits all views, and what each view shows.

    If there is no such order, nothing is shared.
    """
    users: dict[Section, list[int]] = {}  # the views that have each section, by number
    for number, sections in enumerate(views):
        for section in sections:
            users.setdefault(section, []).append(number)
    order = _order(views)
    placed: list[tuple[Section, tuple[int, ...]]]
    if order is None:
        placed = [(x, (number,)) for number, sections in enumerate(views) for x in sections]
    else:
        placed = [(section, tuple(users[section])) for section in order]
    groups: dict[tuple[int, ...], int] = {}  # sections with the same views share a number
    shared = tuple(Shared(groups.setdefault(at, len(groups) + 1), x) for x, at in placed)
    shows: list[list[int]] = [[] for _ in views]
    for at, group in groups.items():
        for number in at:
            shows[number].append(group)
    return shared, [tuple(numbers) for numbers in shows]


def _order(chains: Iterable[Sequence[Entry]]) -> list[Entry] | None:
    """Return each entry of all chains once, in an order that preserves the order of each chain.

    Return None if chains contradict each other, or if one contains an entry twice.
    """
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
