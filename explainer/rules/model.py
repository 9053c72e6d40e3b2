"""A rule set: everything in a rules file, as typed, immutable values.

The field names are the keys of the rules file, and the text next to each field documents
it for authors. A field without a default is required and must not be empty. ``shape``,
``builder`` and ``schema`` are derived from these classes, so this module defines the format.
The classes are NamedTuples rather than dataclasses because creating all of them at
startup then takes 4 ms instead of 20 ms.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, NamedTuple, NewType, get_args

from explainer.drawing.outline import Outline
from explainer.text import plain

NOT_SURE: Final = "not-sure"  # a valid answer to every question; never defined in a rules file

Kind = Literal["guide", "reading", "beyond"]
Style = Literal["text", "list", "steps", "checklist"]
Pattern = Literal["plain", "empty", "specks", "dots", "lines", "bars", "stripes", "grid", "solid"]
Difficulty = Literal["1", "2", "3"]
Ids = tuple[str, ...]
Sections = Mapping[str, Ids]  # section id -> statement ids
Cards = Mapping[str, Sections]  # audience -> the card written for it, section by section

_NONE: Final[Mapping[str, Any]] = MappingProxyType({})
UNSAID: Final[Ids] = ("",)  # an example that does not name its procedures
# Marks of what is translated: a text of its own; a text that several entries may share, such as
# the name of a place in a source; or words to look for, of which each language has its own.
TEXT, SHARED, WORDS = "text", "shared", "words"
# The answers that a condition accepts: in the file, one answer or a list of them.
AnyOf = NewType("AnyOf", tuple[str, ...])


class Source(NamedTuple):
    """A publication that statements cite."""

    id: str
    title: Annotated[str, "The title of the publication."]
    publisher: Annotated[str, "The name of the publisher."]
    year: Annotated[str, "The year it was published, if known."] = ""
    url: Annotated[str, "Its web address."] = ""


class Statement(NamedTuple):
    """One sentence, with its source and audiences. It is the smallest unit that readers see."""

    id: str
    text: Annotated[str, "The sentence: one thought, in plain words of your own.", TEXT]
    source: Annotated[str, "The id of the source that it cites."]
    place: Annotated[str, "Where to find it in the source, in a few words of your own.", SHARED]
    reading: Annotated[
        bool, "true if it is your reading of the source: it says more than the source's own words."
    ] = False
    audiences: Annotated[
        Ids, "The ids of the audiences it is for. The default is all of them."
    ] = ()
    link: Annotated[bool, "true if the web address of its source is shown after it."] = False

    def is_for(self, audience: str) -> bool:
        """Check whether the statement is intended for an audience."""
        return not self.audiences or audience in self.audiences


class Question(NamedTuple):
    """A question for the reader, with all of its answers: an input to the decision table."""

    id: str
    ask: Annotated[str, "The question, as the reader sees it.", TEXT]
    why: Annotated[str, "Why it is asked; shown when the reader types '?'.", TEXT]
    settle: Annotated[str, "What a reader who is not sure can ask the expert.", TEXT]
    answers: Annotated[
        Mapping[str, str],
        "The id and text of each answer. 'not-sure' is always added; do not list it.",
        TEXT,
    ]
    hint: Annotated[str, "Help with the answer; always shown below the question.", TEXT] = ""


class Level(NamedTuple):
    """A row of the decision table: conditions on the answers, and the result if they are met.

    If a level and its procedure have sections with the same id, the level's section is used.
    """

    id: str
    name: Annotated[str, "The name of the case.", TEXT]
    basis: Annotated[Ids, "The statements that this level is based on."]
    when: Annotated[
        Mapping[str, AnyOf],
        "Question ids and the answer to each, or a list of answers, any of which will do. A "
        "question that is not listed may have any answer.",
    ] = _NONE
    otherwise: Annotated[
        bool, "true in the last level, without 'when', if it is for all cases that are left."
    ] = False
    procedure: Annotated[str, "The id of the procedure it leads to, if any."] = ""
    further: Annotated[
        Ids, "Procedures for further reading, if it does not lead to a procedure."
    ] = ()
    sections: Annotated[
        Sections, "Its own sections, which override the procedure's: section ids and statement ids."
    ] = _NONE
    adds: Annotated[
        Sections, "What it adds to the procedure's sections: section ids and statement ids."
    ] = _NONE
    card: Annotated[
        Cards, "Its own one-screen answer for each audience: section ids and statement ids."
    ] = _NONE
    picture: Annotated[str, "The id of its picture, which overrides the procedure's 'before'."] = ""
    also: Annotated[Ids, "Other words by which readers may look for it.", WORDS] = ()

    def shown(self, section: str, its: Ids) -> Ids:
        """Return the statements of a section, where ``its`` are those of the procedure."""
        ids = (*(self.sections.get(section) or its), *self.adds.get(section, ()))
        return tuple(dict.fromkeys(ids))


class Procedure(NamedTuple):
    """A procedure that the guide describes for one or more levels."""

    id: str
    name: Annotated[str, "The name of the procedure.", TEXT]
    sections: Annotated[Sections, "What it says: section ids, each with its statement ids."]
    phrase: Annotated[str, "Its name within a sentence, such as 'an oil change'.", TEXT] = ""
    also: Annotated[Ids, "Other names and codes by which readers may look for it.", WORDS] = ()
    card: Annotated[
        Cards, "The answer on one screen, for each audience: section ids with statement ids."
    ] = _NONE
    grid: Annotated[
        Sections, "Its short answers in a comparison: section ids with statement ids."
    ] = _NONE
    before: Annotated[str, "The id of the picture that shows the state before it."] = ""
    after: Annotated[str, "The id of the picture that shows the state after it."] = ""

    @property
    def in_sentence(self) -> str:
        """Its name within a sentence."""
        return self.phrase or self.name


class Region(NamedTuple):
    """A part of the drawing that all pictures share. Later regions cover earlier regions."""

    id: str
    name: Annotated[str, "The name of the part.", TEXT]
    outline: Annotated[
        Outline,
        "Points 'x,y x,y ...' of a smooth closed curve. 0,0 is top left, 100,100 bottom right.",
    ]


class State(NamedTuple):
    """A state that a region can be in, with a pattern that shows it even without color."""

    id: str
    pattern: Annotated[Pattern, "How it is drawn. Each pattern also has its own color."]
    name: Annotated[
        str, "Its name, if it needs one. It follows the region's name: 'Tube: holds air'.", TEXT
    ] = ""


class Picture(NamedTuple):
    """One version of the drawing, which specifies the regions to draw and the state of each."""

    id: str
    looks: Annotated[
        Mapping[str, str], "The ids of the regions to draw, each with the id of its state."
    ]
    caption: Annotated[Ids, "The statements below it."] = ()
    title: Annotated[str, "Its title, if a section shows it.", TEXT] = ""


class Section(NamedTuple):
    """A heading that levels and procedures share.

    If the section has a ``question``, phrased as a reader would ask it, the section is also a
    row of the comparison. Such a section appears under every procedure, even if the guide
    does not answer the question. If it also has a ``topic``, readers can choose it by that
    short name after an answer.
    """

    id: str
    heading: Annotated[str, "The heading.", TEXT]
    style: Annotated[Style, "How its statements are laid out."] = "text"
    question: Annotated[
        str,
        "The reader's question: a row of the comparison, and a heading in every procedure.",
        TEXT,
    ] = ""
    topic: Annotated[str, "Its short name in the list of topics, such as 'cost'.", TEXT] = ""
    group: Annotated[
        str,
        "A heading on the web page, above this section and those after it with the same one.",
        SHARED,
    ] = ""
    ask: Annotated[
        str, "The statement that says what to ask the expert if nothing answers the question."
    ] = ""
    required: Annotated[bool, "true if every procedure must have this section."] = False
    handout: Annotated[bool, "true if this section is on the printed sheet."] = False
    picture: Annotated[str, "The id of a picture that shows what it is about."] = ""
    also: Annotated[Ids, "Other words by which readers may look for it.", WORDS] = ()


class Word(NamedTuple):
    """A difficult word, with its other forms and its explanation."""

    id: str
    name: Annotated[str, "The word.", TEXT]
    says: Annotated[Ids, "The statements that explain it."]
    forms: Annotated[Ids, "Other forms of the word in your texts, such as its plural.", WORDS] = ()
    also: Annotated[Ids, "Other words by which readers may look for it.", WORDS] = ()

    def is_in(self, text: str) -> bool:
        """Check whether text returned by ``plain`` contains the word in any of its forms."""
        return any(f" {plain(form)} " in f" {text} " for form in (self.name, *self.forms))


class Faq(NamedTuple):
    """A frequently asked question that the guide itself answers."""

    id: str
    question: Annotated[str, "The question.", TEXT]
    says: Annotated[Ids, "The statements that answer it."]
    also: Annotated[Ids, "Other words by which readers may look for it.", WORDS] = ()


class Tier(NamedTuple):
    """One degree of urgency: how soon and where to get help, and the signs that call for it."""

    label: Annotated[str, "How soon, and where, such as 'Today, a workshop'.", TEXT]
    brief: Annotated[Ids, "The signs, as statements that are short enough for a card."]
    says: Annotated[Ids, "The same signs in full. The default is the short form."] = ()
    alarm: Annotated[
        Ids,
        "Words that call for help: a search with all the words of one entry shows it first.",
        WORDS,
    ] = ()
    unless: Annotated[
        Ids, "Phrases that do not call for help, even if they contain such words.", WORDS
    ] = ()

    @property
    def in_full(self) -> Ids:
        """The statements in full, or the short ones if there are no others."""
        return self.says or self.brief


_NO_TIER: Final = Tier("", ())


class Help(NamedTuple):
    """When to get help, from most to least urgent. Injuries form a group of their own."""

    now: Annotated[Tier, "Signs that call for emergency help."]
    today: Annotated[Tier, "Signs that call for help on the same day."] = _NO_TIER
    soon: Annotated[Tier, "Signs that call for help within a few days."] = _NO_TIER
    injury: Annotated[Tier, "What to do about an injury."] = _NO_TIER

    @property
    def tiers(self) -> Mapping[str, Tier]:
        """The tiers that the file has, by key: most urgent first, injuries last."""
        return {key: tier for key, tier in self._asdict().items() if tier.label}


_NO_HELP: Final = Help(_NO_TIER)


class Notices(NamedTuple):
    """The notices that every format includes: the disclaimer, and advice on when to get help.

    Advice is either in ``help``, or in ``safety_net`` with ``first`` as its short form.
    """

    disclaimer: Annotated[str, "The disclaimer: what the guide is not.", TEXT]
    heading: Annotated[str, "The heading of the advice on when to get help.", TEXT]
    emergency: Annotated[
        str, "One sentence on what to do in an emergency, for short answers about a word.", TEXT
    ] = ""
    help: Annotated[Help, "When to get help, by urgency."] = _NO_HELP
    first: Annotated[
        Ids, "Without 'help': the most urgent statements, kept short enough for a card."
    ] = ()
    safety_net: Annotated[Ids, "Without 'help': the statements that say when to get help."] = ()

    @property
    def tiers(self) -> Mapping[str, Tier]:
        """When to get help, by urgency; one tier without a label if the file has no ``help``."""
        return self.help.tiers or {"": Tier("", self.first, self.safety_net)}

    @property
    def in_full(self) -> Ids:
        """The statements that say in full when to get help, each once."""
        return tuple(dict.fromkeys(name for tier in self.tiers.values() for name in tier.in_full))

    @property
    def advice(self) -> frozenset[str]:
        """Every statement that says when to get help, in its short or its full form."""
        return frozenset(name for tier in self.tiers.values() for name in (*tier.brief, *tier.says))


class Review(NamedTuple):
    """The review of the rules file. ``pending`` is shown until an expert has reviewed the file."""

    pending: Annotated[str, "What readers see until 'by' and 'on' are given.", TEXT]
    by: Annotated[str, "Who reviewed the file."] = ""
    on: Annotated[str, "The day of the review, such as 2026-11-23."] = ""
    again_after: Annotated[str, "The day after which the file should be reviewed again."] = ""

    def is_overdue(self, today: str) -> bool:
        """Check whether the next review was due before ``today``, a date such as 2026-11-23."""
        return "" < self.again_after < today


class Ease(NamedTuple):
    """The lowest reading ease allowed for one audience in Spanish, from 0 (hard) to 100 (easy)."""

    id: str
    huerta: Annotated[float, "The lowest Fernández Huerta score allowed for a text, such as 80."]
    szigriszt: Annotated[float, "The lowest Szigriszt-Pazos score allowed for a text, such as 75."]


class Translation(NamedTuple):
    """A translation of the guide: who it is for, and who has reviewed it.

    Its texts are in a PO file beside the rules file. ``pending`` is shown until an expert has
    reviewed it.
    """

    id: str
    readers: Annotated[Ids, "The audiences that it is for: all that they can see is translated."]
    pending: Annotated[str, "What they see, in that language, until 'by' and 'on' are given."]
    by: Annotated[str, "Who reviewed the translation."] = ""
    on: Annotated[str, "The day of the review, such as 2026-11-23."] = ""
    limits: Annotated[
        Mapping[str, Ease], "For Spanish: how easy a text must be to read, for each audience."
    ] = _NONE


class Limit(NamedTuple):
    """The highest reading level allowed for one audience, in US school grades."""

    id: str
    grade: Annotated[float, "The highest Flesch-Kincaid grade allowed for a text, such as 6."]
    smog: Annotated[float, "The highest SMOG grade allowed for a text, such as 9."]


class Example(NamedTuple):
    """A case worked out by hand: some answers, and the levels that the answers lead to."""

    id: str
    answers: Annotated[
        Mapping[str, str], "Question ids and the answer to each. 'not-sure' is allowed."
    ]
    leads: Annotated[Ids, "The levels that these answers lead to."]
    procedures: Annotated[
        Ids, "The procedures that these levels lead to; [] for none. If left out, any will do."
    ] = UNSAID


class Choice(NamedTuple):
    """A choice of an item, with the statements that show that it is right, or wrong."""

    text: Annotated[str, "The choice: a short phrase.", TEXT]
    says: Annotated[Ids, "The statements that show that it is right, or that it is wrong."]


class Item(NamedTuple):
    """A study question: multiple choice in the quiz, and a flash card with the right choice.

    The question can be answered without seeing the choices, so it also stands alone on a card.
    """

    id: str
    topic: Annotated[str, "The id of its topic."]
    level: Annotated[Difficulty, "Its difficulty: 1 (easy), 2, or 3 (hard)."]
    ask: Annotated[str, "The question, which can be answered without seeing the choices.", TEXT]
    right: Annotated[Choice, "The one right choice, which is also the answer on its card."]
    wrong: Annotated[tuple[Choice, ...], "The wrong choices."]
    audience: Annotated[str, "The reader it is for. The default is the first audience."] = ""
    picture: Annotated[str, "The id of a picture to show with the answer on its card."] = ""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All of its choices, the right one first."""
        return (self.right, *self.wrong)


class Cloze(NamedTuple):
    """A sentence for flash cards with parts to fill in: '{...}'. Each part has a card."""

    id: str
    topic: Annotated[str, "The id of its topic."]
    text: Annotated[str, "The sentence, with braces around each part to fill in.", TEXT]
    says: Annotated[Ids, "The statements that it is based on."]
    audience: Annotated[str, "The reader it is for. The default is the first audience."] = ""


class Acceptance(NamedTuple):
    """A warning or a note of 'check' that is fine as it is, with the reason."""

    code: Annotated[str, "The code of the warning, in brackets at its end."]
    word: Annotated[str, "What it is about: a word that it has in quotes, or the id of its entry."]
    why: Annotated[str, "The reason why it is fine."]


# Only the quiz, cards and checks need these, so others skip them when they read a file: there are
# as many lines of them as of everything else.
STUDY: Final = ("items", "clozes")


class RuleSet(NamedTuple):
    """The contents of a whole rules file.

    Every reference in it is valid.
    """

    title: Annotated[str, "What the guide is about.", TEXT]
    language: Annotated[str, "The language of its texts, such as 'en'."]
    edition: Annotated[str, "The edition of this file; printed on every page."]
    expert: Annotated[str, "Who can answer open questions, such as 'the mechanic'.", TEXT]
    noun: Annotated[str, "What to call a procedure, such as 'repair'.", TEXT]
    guide: Annotated[
        str, "The id of the source that is the guide. What cites other sources is marked."
    ]
    audiences: Annotated[
        Mapping[str, str], "The id and name of each audience. The first is the default.", TEXT
    ]
    notices: Annotated[Notices, "The disclaimer, and when to get help."]
    review: Annotated[Review, "Who has reviewed this file, and when."]
    questions: Annotated[Mapping[str, Question], "The questions, in the order they are asked."]
    levels: Annotated[Mapping[str, Level], "The decision table: one level for each case."]
    sections: Annotated[Mapping[str, Section], "The headings, in the order they are printed."]
    procedures: Annotated[Mapping[str, Procedure], "The procedures that levels lead to."]
    sources: Annotated[Mapping[str, Source], "Where the statements come from."]
    statements: Annotated[
        Mapping[str, Statement], "Every sentence that readers see, with its source."
    ]
    purpose: Annotated[Ids, "The statements that explain what the guide is for."] = ()
    decision: Annotated[
        Ids, "The statements that say what there is to decide; a comparison starts with them."
    ] = ()
    compare: Annotated[Ids, "The procedures that 'explainer compare' shows if you name none."] = ()
    blanks: Annotated[
        Ids, "What to fill in by hand on the printed sheet, such as 'Owner' or 'Next visit'.", TEXT
    ] = ()
    start: Annotated[Ids, "The questions in 'faq' that readers see before the first question."] = ()
    ignored: Annotated[
        Ids, "Words that a search ignores, because they say nothing about the subject.", WORDS
    ] = ()
    faq: Annotated[Mapping[str, Faq], "Questions that readers ask, with their answers."] = (
        MappingProxyType({})
    )
    glossary: Annotated[Mapping[str, Word], "Hard words, explained where they appear."] = (
        MappingProxyType({})
    )
    regions: Annotated[Mapping[str, Region], "The parts of the drawing, from back to front."] = (
        MappingProxyType({})
    )
    states: Annotated[Mapping[str, State], "The states that a part of the drawing can be in."] = (
        MappingProxyType({})
    )
    pictures: Annotated[Mapping[str, Picture], "The pictures: which parts are drawn, and how."] = (
        MappingProxyType({})
    )
    limits: Annotated[Mapping[str, Limit], "How hard a text may be to read, for each audience."] = (
        MappingProxyType({})
    )
    translations: Annotated[
        Mapping[str, Translation], "The languages that the guide is translated into, by their tags."
    ] = _NONE
    examples: Annotated[
        Mapping[str, Example], "Cases worked out by hand. The table must agree with them."
    ] = MappingProxyType({})
    topics: Annotated[Mapping[str, str], "The id and name of each topic to study.", TEXT] = _NONE
    items: Annotated[Mapping[str, Item], "Study questions, for the quiz and for flash cards."] = (
        MappingProxyType({})
    )
    clozes: Annotated[Mapping[str, Cloze], "Sentences to fill in, for flash cards."] = (
        MappingProxyType({})
    )
    accept: Annotated[
        tuple[Acceptance, ...], "Warnings of 'check' that are fine as they are, each with a reason."
    ] = ()

    @property
    def translation(self) -> Translation | None:
        """What the file says about the translation that this is, or None if it is the original."""
        return self.translations.get(self.language)

    def is_met(self, statements: Iterable[str]) -> bool:
        """Check whether any of the statements is for any of the readers."""
        known = (self.statements[name] for name in statements)
        return any(statement.is_for(reader) for statement in known for reader in self.audiences)

    def reader_of(self, statements: Iterable[str], wanted: str) -> str:
        """Return the audience ``wanted`` if any of the statements is for it, or the first other."""
        known = [self.statements[name] for name in statements]
        fitting = (a for a in (wanted, *self.audiences) if any(s.is_for(a) for s in known))
        return next(fitting, wanted)

    def audience_of(self, entry: Item | Cloze) -> str:
        """Return the reader that a study item or a cloze is for."""
        return entry.audience or next(iter(self.audiences))

    def summary(self, entry: Level | Procedure) -> Ids:
        """Return the statements that summarize an entry: those of its first section."""
        own = (entry.sections.get(name, ()) for name in self.sections)
        return next(filter(None, own), ())

    def on_sheet(self) -> Ids:
        """Return the sections on the printed sheet: those marked ``handout``, or all if none is."""
        chosen = tuple(name for name, section in self.sections.items() if section.handout)
        return chosen or tuple(self.sections)

    def is_reading(self, level: Level) -> bool:
        """Check whether a level is based on anything other than the guide's own words."""
        return any(self.kind(self.statements[name]) != "guide" for name in level.basis)

    def kind(self, statement: Statement) -> Kind:
        """Classify a statement as the guide's own, a reading of the guide, or beyond the guide."""
        if statement.source != self.guide:
            return "beyond"
        return "reading" if statement.reading else "guide"


class Field(NamedTuple):
    """A key of the rules file, with the type of its value and documentation for authors.

    ``mark`` says how it is translated: TEXT, SHARED, WORDS, or "" if it is not.
    """

    kind: Any
    required: bool
    about: str
    mark: str = ""


@cache
def fields(kind: Any) -> Mapping[str, Field]:
    """Return the keys of a class in this module, except ``id``, which is the entry's own key."""
    about = {name: get_args(kind.__annotations__[name]) for name in kind._fields if name != "id"}
    return {
        name: Field(plain, name not in kind._field_defaults, *texts)
        for name, (plain, *texts) in about.items()
    }
