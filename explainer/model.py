"""A rule set: everything a rules file says, as typed and frozen values.

The field names are the keys of the rules file. A field without a default must be
given and must not be empty; ``load`` reads that from here, so this module is also
the definition of the format. NamedTuples rather than dataclasses: twenty classes
cost 4 ms at start-up instead of 20.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

NOT_SURE: Final = "not-sure"  # an honest answer to every question; never in a file

Kind = Literal["guide", "reading", "beyond"]
Style = Literal["text", "list", "steps", "checklist", "silence"]
Ids = tuple[str, ...]
Sections = Mapping[str, Ids]  # section id -> statement ids

_NONE: Final[Mapping[str, Ids]] = MappingProxyType({})


class Source(NamedTuple):
    """A text that statements are taken from."""

    id: str
    title: str
    publisher: str
    year: str = ""
    url: str = ""


class Statement(NamedTuple):
    """One sentence with its source and audiences: the smallest thing printed."""

    id: str
    text: str
    source: str
    place: str
    reading: bool = False
    audiences: Ids = ()


class Question(NamedTuple):
    """An input of the decision table with its closed set of answers."""

    id: str
    ask: str
    why: str
    settle: str
    answers: Mapping[str, str]


class Level(NamedTuple):
    """A row of the decision table: conditions on answers, and what they lead to.

    A section of its own stands in place of its procedure's section of that id.
    """

    id: str
    name: str
    when: Mapping[str, str]
    basis: Ids
    procedure: str = ""
    sections: Sections = _NONE


class Procedure(NamedTuple):
    """What the guide describes for a level."""

    id: str
    name: str
    sections: Sections
    also: Ids = ()


class Section(NamedTuple):
    """A heading that levels and procedures share.

    ``question`` makes it a row of the comparison, in the reader's words. Such a
    section stands for every procedure: where it is empty, the guide is silent.
    """

    id: str
    heading: str
    style: Style = "text"
    question: str = ""


class Word(NamedTuple):
    """A hard word, other forms in which it appears, and what it means."""

    id: str
    name: str
    says: Ids
    forms: Ids = ()


class Faq(NamedTuple):
    """A question that the guide itself answers."""

    id: str
    question: str
    says: Ids


class Notices(NamedTuple):
    """What stands on every face: what this is not, and when to get help.

    ``first`` is the most urgent of it, short enough to stand before the first question.
    """

    disclaimer: str
    heading: str
    first: Ids
    safety_net: Ids


class Review(NamedTuple):
    """Who has checked the rules file; ``pending`` is said until somebody has."""

    pending: str
    by: str = ""
    on: str = ""


class Example(NamedTuple):
    """A case worked by hand: these answers leave these levels."""

    id: str
    answers: Mapping[str, str]
    leads: Ids


class RuleSet(NamedTuple):
    """A whole rules file. Every reference in it is known to exist.

    ``expert`` is who can settle what is open,
    ``noun`` what a procedure is called; both fill blanks in the tool's own texts.
    """

    title: str
    language: str
    edition: str
    expert: str
    noun: str
    guide: str
    audiences: Mapping[str, str]
    notices: Notices
    review: Review
    questions: Mapping[str, Question]
    levels: Mapping[str, Level]
    sections: Mapping[str, Section]
    procedures: Mapping[str, Procedure]
    sources: Mapping[str, Source]
    statements: Mapping[str, Statement]
    purpose: Ids = ()
    compare: Ids = ()
    faq: Mapping[str, Faq] = MappingProxyType({})
    glossary: Mapping[str, Word] = MappingProxyType({})
    examples: Mapping[str, Example] = MappingProxyType({})

    def kind(self, statement: Statement) -> Kind:
        """Say whether a statement is the guide's, a reading of it, or from beyond it."""
        if statement.source != self.guide:
            return "beyond"
        return "reading" if statement.reading else "guide"
