"""A site: every view that a reader can reach on one page, and the sections that views share.

A view is a point in the interview, or a chapter outside it. The address of such a point is the
answers so far. A section that several views share appears on the page only once.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import partial
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

from explainer.decision.diagram import Diagram
from explainer.decision.interview import Interview, finish, follow
from explainer.decision.outcome import outcome
from explainer.decision.table import Answers
from explainer.documents.citations import Reference, numbered
from explainer.documents.composer import Composer
from explainer.documents.document import Block, Document, Line, Link, Passage, Section, lines_of
from explainer.documents.result import AddressOf, about
from explainer.language import direction
from explainer.rules.model import NOT_SURE

Entry = TypeVar("Entry", bound=Hashable)

LIMIT: Final = 1_000  # views of interviews; with more, a phone takes long to follow a link
START: Final = "Start"  # never an interview's address: answer ids have no capital letters
CHAPTERS: Final = {
    START: "page.start",
    "Help": "page.help",
    "Compare": "page.compare",
    "Names": "page.names",
}


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
    """A section that views share; sections with the same number are shown together.

    The number 0 is for a section that every view shows.
    """

    number: int
    section: Section


class Elsewhere(NamedTuple):
    """The page in another language: its address, and the language by its own name and its tag."""

    address: str
    name: str
    language: str

    @property
    def direction(self) -> str:
        """The direction that the language is written in: 'ltr' or 'rtl'."""
        return direction(self.language)


class Site(NamedTuple):
    """Everything on the page; ``start`` is the view that it opens with.

    ``cover`` is what all views share: notices and help. Each of the ``sources`` is shown in the
    views that cite it, below ``sources_heading``. ``urgent`` is a line about
    help above each question. ``chapters``, ``offers`` (answers to what many ask first) and
    ``names`` (of procedures) are links, the last under a heading. ``note`` is below the first
    question's answers. Each view has a link to the same view ``elsewhere``.
    """

    cover: Document
    urgent: Line
    chapters: tuple[Line, ...]
    offers: tuple[Line, ...]
    note: str
    names_heading: str
    names: tuple[Line, ...]
    start: View
    views: tuple[View, ...]
    shared: tuple[Shared, ...]
    sources_heading: str
    sources: tuple[Shared, ...]
    elsewhere: Elsewhere | None = None


def address(answers: Answers) -> str:
    """Return the address of the view for some answers, given in the order asked."""
    return ".".join(answers.values()) or START


def most_unsure(diagram: Diagram) -> int | None:
    """Return after how many answers of "not sure" an interview on a page still goes on.

    These are as many as ``LIMIT`` views have room for. Return None if there are more views even
    if each interview ends at its first "not sure".
    """
    found = None
    for most in range(len(diagram.table.tests) + 1):
        views = diagram.count_interviews(most)
        if views is None or views > LIMIT:
            break
        found = most
    return found


def site(composer: Composer) -> Site:
    """Return the page of a guide; raise ValueError if it has no room for the interviews."""
    rules = composer.rules
    numbers: dict[Reference, int] = {}  # sources are numbered once for the whole page
    views = [
        view._replace(sections=numbered(_without(composer.sections.silent, view.sections), numbers))
        for view in (*_interviews(composer), *_chapters(composer))
    ]
    (start,) = (view for view in views if view.address == START)
    others = [view for view in views if view.address != START]
    messages, notices = composer.messages, rules.notices
    cover = composer.assembler.cover(numbers)
    always = {*_cited(cover.sections), *_cited(start.sections)}
    sources = [
        (section, tuple(n for n, view in enumerate(others) if source in _cited(view.sections)))
        for source, section in composer.citations.each_source(numbers).items()
        if source not in always
    ]
    shared, shows = _grouped([*_share([view.sections for view in others]), *sources], len(others))
    return Site(
        cover=cover,
        urgent=Line(notices.emergency, link=Link("Help", notices.heading)),
        chapters=tuple(
            Line(messages(CHAPTERS[view.address]), link=Link(view.address))
            for view in views
            if view.address in CHAPTERS
        ),
        offers=tuple(
            Line(rules.faq[name].question, link=Link(_asked(name))) for name in rules.start
        ),
        note=messages("page.note"),
        names_heading=messages("page.named"),
        names=tuple(
            Line(procedure.name, link=Link(about(procedure.id)))
            for procedure in rules.procedures.values()
        ),
        start=start,
        views=tuple(
            view._replace(sections=(), shows=seen) for view, seen in zip(others, shows, strict=True)
        ),
        shared=tuple(it for it in shared if it.section.role != "sources"),
        sources_heading=messages("document.sources"),
        sources=(
            *(
                Shared(0, x)
                for s, x in composer.citations.each_source(numbers).items()
                if s in always
            ),
            *(it for it in shared if it.section.role == "sources"),
        ),
    )


def _without(block: Block, sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections without a block that others make needless: the note on the guide's silence."""
    for section in sections:
        kept = tuple(each for each in section.blocks if each != block)
        yield section._replace(blocks=kept or section.blocks)


def _cited(sections: Iterable[Section]) -> set[str]:
    """Return the ids of the sources that some sections cite."""
    lines = (line for section in sections for line in lines_of(section))
    return {line.cite.statement.source for line in lines if line.cite}


def _interviews(composer: Composer) -> Iterator[View]:
    """Yield the view of each interview, in the order asked."""
    guide = composer.guide
    most = most_unsure(guide.diagram)
    if most is None:
        raise ValueError("the guide has too many views for a page")
    address_of = partial(_nearest, most)
    todo: list[Answers] = [{}]
    while todo:
        interview = follow(guide.diagram, todo.pop())
        answers, question = interview.answers, interview.node.question
        if question is None:
            result = outcome(guide.rules, guide.diagram, interview)
            yield _view(address(answers), composer.outcome(result, address_of))
            continue
        if _unsure(answers) > most:
            yield _ended(composer, interview, address_of)
            continue
        ways = {a: {**answers, question: a} for a in guide.table.allows[question]}
        todo += reversed(ways.values())
        choices = tuple(
            Line(composer.guide.answer(question, a), link=Link(address(way)))
            for a, way in ways.items()
        )
        left = guide.diagram.most_questions(interview.node)
        document = composer.question(interview, left, address_of)
        yield _view(address(answers), document, choices)


def _ended(composer: Composer, interview: Interview, address_of: AddressOf) -> View:
    """Return the view of an interview that ends at "not sure", though more could be asked.

    It shows what is possible if all later answers are "not sure", and leads back to its question.
    """
    guide, answers = composer.guide, interview.answers
    whole = outcome(guide.rules, guide.diagram, finish(guide.diagram, answers))
    document = composer.outcome(whole._replace(answers=answers), address_of)
    *_, question = answers
    back = Link(address_of(answers), guide.rules.questions[question].ask)
    view = _view(address(answers), document)
    return view._replace(lead=(Line(composer.messages("page.ended"), link=back),))


def _unsure(answers: Answers) -> int:
    """Return how many answers are "not sure"."""
    return sum(answer == NOT_SURE for answer in answers.values())


def _nearest(most: int, answers: Answers) -> str:
    """Return the address of the view for some answers, or of the last question on the way there.

    There is no such view if an interview ends before, after ``most`` answers of "not sure".
    """
    kept = dict[str, str]()
    for question, answer in answers.items():
        if answer == NOT_SURE and _unsure(kept) == most:
            break
        kept[question] = answer
    return address(kept)


def _chapters(composer: Composer) -> Iterator[View]:
    """Yield the view of each chapter outside the interview.

    The list of names and questions has everything in the FAQ and the glossary.
    """
    for (kind, *rest), document in composer.chapters().items():
        if rest:
            yield _view(_asked(*rest) if kind == "faq" else about(*rest), document)
        elif kind in ("help", "compare"):
            yield _view(kind.capitalize(), document)
    if (names := composer.names()).body:
        yield _view("Names", names)


def _asked(name: str) -> str:
    """Return the address of the view that answers a question in the FAQ."""
    return f"FAQ.{name}"


def _view(at: str, document: Document, choices: tuple[Line, ...] = ()) -> View:
    """Return a view. Without choices, its lead is a section, so that views can share it."""
    lead = document.lead
    below = [Section("", tuple(Passage((line,)) for line in lead))] if lead else []
    sections = (*document.card, *below, *_in_groups(document.body))
    if choices:
        return View(at, document.title, lead, choices, (*document.card, *document.body))
    return View(at, document.title, (), (), sections)


def _in_groups(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections, with a heading before each group of them."""
    known = ""
    for section in sections:
        if section.group not in ("", known):
            yield Section(section.group, (), role="answers")
        known = section.group
        yield section


# --- what views share ------------------------------------------------------------------


Placed = tuple[Section, tuple[int, ...]]  # a section, and the numbers of the views that have it


def _share(views: Sequence[Sequence[Section]]) -> list[Placed]:
    """Return each section once, in an order that suits all views.

    If there is no such order, nothing is shared.
    """
    users: dict[Section, list[int]] = {}
    for number, sections in enumerate(views):
        for section in sections:
            users.setdefault(section, []).append(number)
    order = _order(views)
    if order is None:
        return [(x, (number,)) for number, sections in enumerate(views) for x in sections]
    return [(section, tuple(users[section])) for section in order]


def _grouped(placed: Iterable[Placed], views: int) -> tuple[list[Shared], list[tuple[int, ...]]]:
    """Return sections with a number, the same for those of the same views.

    Also return the numbers that each view shows; ``views`` is how many views there are.
    """
    groups: dict[tuple[int, ...], int] = {}
    shared = [Shared(groups.setdefault(at, len(groups) + 1), x) for x, at in placed]
    shows: list[list[int]] = [[] for _ in range(views)]
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
