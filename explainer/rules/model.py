"""A rule set: everything a rules file says, as typed and frozen values.

The field names are the keys of the rules file, and the text beside each is its
documentation for authors. A field without a default must be given and must not be
empty; ``shape`` and ``schema`` read all that from here, so this module is the
definition of the format. NamedTuples rather than dataclasses: twenty classes cost
4 ms at start-up instead of 20.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

from explainer.drawing.outline import Outline
from explainer.text import plain

NOT_SURE: Final = "not-sure"  # an honest answer to every question; never in a file

Kind = Literal["guide", "reading", "beyond"]
Style = Literal["text", "list", "steps", "checklist"]
Pattern = Literal["plain", "empty", "specks", "dots", "lines", "bars", "stripes", "grid", "solid"]
Ids = tuple[str, ...]
Sections = Mapping[str, Ids]  # section id -> statement ids

_NONE: Final[Mapping[str, Ids]] = MappingProxyType({})


class Source(NamedTuple):
    """A text that statements are taken from."""

    id: str
    title: Annotated[str, "Its title."]
    publisher: Annotated[str, "Who published it."]
    year: Annotated[str, "When, where it is known."] = ""
    url: Annotated[str, "Its address on the web."] = ""


class Statement(NamedTuple):
    """One sentence with its source and audiences: the smallest thing shown."""

    id: str
    text: Annotated[str, "What is printed: one thought, in your own plain words."]
    source: Annotated[str, "The id of the source that says it."]
    place: Annotated[str, "Where in the source it stands, by a short label of your own."]
    reading: Annotated[bool, "true where it goes past the source's own words."] = False
    audiences: Annotated[Ids, "The readers it is for; without this, all of them."] = ()

    def is_for(self, audience: str) -> bool:
        """Return whether it is for a reader."""
        return not self.audiences or audience in self.audiences


class Question(NamedTuple):
    """An input of the decision table with its closed set of answers."""

    id: str
    ask: Annotated[str, "The question, as the reader sees it."]
    why: Annotated[str, "Why it is asked; shown when the reader types '?'."]
    settle: Annotated[str, "What the reader can ask the expert to find the answer."]
    answers: Annotated[
        Mapping[str, str],
        "Each answer's id and text. 'not-sure' is always one more; leave it out.",
    ]


class Level(NamedTuple):
    """A row of the decision table: conditions on answers, and what they lead to.

    A section of its own overrides its procedure's section with the same id.
    """

    id: str
    name: Annotated[str, "What the case is called."]
    when: Annotated[
        Mapping[str, str],
        "Question ids with the answers that make this case; any answer to the others.",
    ]
    basis: Annotated[Ids, "The statements that this level rests on."]
    procedure: Annotated[str, "The id of the procedure it leads to; without it, none is named."] = (
        ""
    )
    sections: Annotated[
        Sections, "Sections of its own; each overrides the procedure's: section id, statement ids."
    ] = _NONE
    picture: Annotated[str, "The id of its picture, in place of the procedure's 'before'."] = ""


class Procedure(NamedTuple):
    """What the guide describes for a level."""

    id: str
    name: Annotated[str, "What it is called."]
    sections: Annotated[Sections, "What is said about it: section id, statement ids."]
    also: Annotated[Ids, "Other names for it."] = ()
    before: Annotated[str, "The id of the picture of what it is for."] = ""
    after: Annotated[str, "The id of the picture of what it leaves."] = ""


class Region(NamedTuple):
    """A part of the drawing that all pictures share; later regions cover earlier ones."""

    id: str
    name: Annotated[str, "What the part is called."]
    outline: Annotated[
        Outline, "Points 'x,y x,y ...' of a smooth closed curve; 0,0 is top left, 100,100 the end."
    ]


class State(NamedTuple):
    """How a region may be: its words, and a pattern that tells it apart without colour."""

    id: str
    name: Annotated[str, "The state, in words that can follow the region's name and a colon."]
    pattern: Annotated[Pattern, "How it is drawn; each pattern also has a colour of its own."]


class Picture(NamedTuple):
    """The drawing in one state: what is drawn, and how each region is."""

    id: str
    caption: Annotated[Ids, "The statements that stand under it."]
    looks: Annotated[Mapping[str, str], "Region ids with state ids; others are not drawn."]


class Section(NamedTuple):
    """A heading that levels and procedures share.

    ``question`` makes it a row of the comparison, in the reader's words. Such a
    section stands under every procedure: where the guide has nothing, that is said.
    """

    id: str
    heading: Annotated[str, "The heading."]
    style: Annotated[Style, "How it is set."] = "text"
    question: Annotated[
        str, "The reader's question: a row of the comparison, and a heading of every procedure."
    ] = ""
    required: Annotated[bool, "true where every procedure must have this section."] = False
    handout: Annotated[bool, "true where the printed sheet has this section."] = False


class Word(NamedTuple):
    """A hard word, other forms in which it appears, and what it means."""

    id: str
    name: Annotated[str, "The word."]
    says: Annotated[Ids, "The statements that explain it."]
    forms: Annotated[Ids, "Other forms in which it appears in texts."] = ()

    def is_in(self, text: str) -> bool:
        """Return whether a text, made ``plain``, uses the word in any of its forms."""
        return any(f" {plain(form)} " in f" {text} " for form in (self.name, *self.forms))


class Faq(NamedTuple):
    """A question that the guide itself answers."""

    id: str
    question: Annotated[str, "The question."]
    says: Annotated[Ids, "The statements that answer it."]


class Notices(NamedTuple):
    """What every format shows: what this is not, and when to get help.

    ``first`` is the most urgent of it, short enough to come before the first question.
    """

    disclaimer: Annotated[str, "What this is not."]
    heading: Annotated[str, "The heading of the safety net."]
    first: Annotated[Ids, "The most urgent, in a few words, shown before the first question."]
    safety_net: Annotated[Ids, "The statements that say when to get help."]


class Review(NamedTuple):
    """Who has checked the rules file; ``pending`` is said until somebody has."""

    pending: Annotated[str, "What is said until 'by' and 'on' are given."]
    by: Annotated[str, "Who has checked it."] = ""
    on: Annotated[str, "The day, as in 2026-11-23."] = ""
    again_after: Annotated[str, "The day after which it should be checked again."] = ""


class Limit(NamedTuple):
    """How hard a text may be for a reader, in school grades; ``id`` is the audience."""

    id: str
    grade: Annotated[float, "The highest Flesch-Kincaid grade of a text, as in 6."]
    smog: Annotated[float, "The highest SMOG grade of a text, as in 9."]


class Example(NamedTuple):
    """A case worked by hand: these answers leave these levels."""

    id: str
    answers: Annotated[Mapping[str, str], "Question ids with answers; 'not-sure' is allowed."]
    leads: Annotated[Ids, "The levels that these answers leave."]


class RuleSet(NamedTuple):
    """A whole rules file. Every reference in it is known to exist."""

    title: Annotated[str, "What the guide is about."]
    language: Annotated[str, "The language of its texts, as in 'en'."]
    edition: Annotated[str, "The edition of this file; printed on every page."]
    expert: Annotated[str, "Who can settle what is open, as in 'the mechanic'."]
    noun: Annotated[str, "What a procedure is called, as in 'repair'."]
    guide: Annotated[str, "The id of the source that is the guide; all others are beyond it."]
    audiences: Annotated[Mapping[str, str], "Readers: id and name. The first is assumed."]
    notices: Annotated[Notices, "The disclaimer and the safety net."]
    review: Annotated[Review, "Who has checked this file."]
    questions: Annotated[Mapping[str, Question], "What is asked, in this order."]
    levels: Annotated[Mapping[str, Level], "The decision table: one level for each case."]
    sections: Annotated[Mapping[str, Section], "The headings, in the order they are printed."]
    procedures: Annotated[Mapping[str, Procedure], "What the levels lead to."]
    sources: Annotated[Mapping[str, Source], "Where the statements come from."]
    statements: Annotated[Mapping[str, Statement], "Every sentence that is printed."]
    purpose: Annotated[Ids, "Statements that tell what the guide is for."] = ()
    compare: Annotated[Ids, "The procedures that 'compare' shows by itself."] = ()
    faq: Annotated[Mapping[str, Faq], "Questions that the guide itself answers."] = (
        MappingProxyType({})
    )
    glossary: Annotated[Mapping[str, Word], "Hard words, explained where they appear."] = (
        MappingProxyType({})
    )
    regions: Annotated[Mapping[str, Region], "The parts of the drawing, from back to front."] = (
        MappingProxyType({})
    )
    states: Annotated[Mapping[str, State], "How a part of the drawing may be."] = MappingProxyType(
        {}
    )
    pictures: Annotated[Mapping[str, Picture], "The drawing in each state that is shown."] = (
        MappingProxyType({})
    )
    limits: Annotated[Mapping[str, Limit], "How hard a text may be, by audience."] = (
        MappingProxyType({})
    )
    examples: Annotated[Mapping[str, Example], "Cases worked by hand; the table must agree."] = (
        MappingProxyType({})
    )

    @property
    def summary(self) -> str:
        """The id of the section that says it in short: the file's first."""
        return next(iter(self.sections))

    @property
    def essentials(self) -> Ids:
        """The sections that say what a procedure is and what happens.

        They are the file's first two, and those that list steps.
        """
        return tuple(
            name
            for number, (name, section) in enumerate(self.sections.items())
            if number < 2 or section.style == "steps"
        )

    def on_sheet(self) -> Ids:
        """Return the sections that the printed sheet has: all, where none is chosen for it."""
        chosen = tuple(name for name, section in self.sections.items() if section.handout)
        return chosen or tuple(self.sections)

    def is_reading(self, level: Level) -> bool:
        """Return whether a level rests on more than the guide's own words."""
        return any(self.kind(self.statements[name]) != "guide" for name in level.basis)

    def kind(self, statement: Statement) -> Kind:
        """Return whether a statement is the guide's, a reading of it, or from beyond it."""
        if statement.source != self.guide:
            return "beyond"
        return "reading" if statement.reading else "guide"


class Field(NamedTuple):
    """A key of the rules file: the type of its value, and its documentation for authors."""

    kind: Any
    required: bool
    about: str


@cache
def fields(kind: Any) -> Mapping[str, Field]:
    """Return the keys of a class of this module; its ``id`` is the key above them."""
    about = {name: get_args(kind.__annotations__[name]) for name in kind._fields if name != "id"}
    return {
        name: Field(plain, name not in kind._field_defaults, text)
        for name, (plain, text) in about.items()
    }
