"""Targets: everything in a guide that a search can find, with the words that lead to it."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from explainer.messages.catalogue import Messages
from explainer.rules.model import Faq, Ids, Level, Procedure, RuleSet, Section, Word
from explainer.text import folded

Kind = Literal["procedure", "faq", "topic", "level", "word", "help"]
KINDS: tuple[Kind, ...] = ("procedure", "faq", "topic", "level", "word", "help")


class Target(NamedTuple):
    """Something that a search can find, such as a procedure, or one topic of a procedure.

    ``command`` is what to type to see it. ``entry`` is None for help in an emergency;
    ``section`` is the topic of the entry, if that is the target.
    """

    kind: Kind
    id: str
    title: str
    names: tuple[str, ...]
    says: Ids
    entry: Procedure | Level | Word | Faq | None = None
    section: Section | None = None

    @property
    def command(self) -> str:
        """What to type after the name of the program to see this target."""
        if self.entry is None:
            return self.id
        return f"{'faq' if self.kind == 'faq' else 'show'} {self.id}"

    @property
    def owner(self) -> str:
        """What to type to see the entry that a topic belongs to, in words; "" for an entry."""
        return f"show {self.entry.id}".replace("-", " ") if self.section and self.entry else ""


def targets(rules: RuleSet, messages: Messages) -> list[Target]:
    """Return the targets in a guide that have something for any of its readers.

    A word that is the name of a procedure is not one.
    """
    found = [
        *(_named("procedure", each, rules.summary(each)) for each in rules.procedures.values()),
        *(_named("level", each, _said_of(rules, each)) for each in rules.levels.values()),
        *(
            Target("faq", each.id, each.question, names_of(each), each.says, each)
            for each in rules.faq.values()
        ),
        *_topics(rules, messages),
        *_words(rules),
        *_help(rules),
    ]
    return [target for target in found if not target.says or rules.is_met(target.says)]


def names_of(entry: Procedure | Level | Word | Faq) -> tuple[str, ...]:
    """Return every name of an entry, but not its id; readers see only the first ones."""
    match entry:
        case Procedure():
            return (entry.name, entry.in_sentence, *entry.also)
        case Word():
            return (entry.name, *entry.forms, *entry.also)
        case Faq():
            return (entry.question, *entry.also)
        case Level():
            return (entry.name, *entry.also)


def _named(kind: Kind, entry: Procedure | Level, says: Ids) -> Target:
    return Target(kind, entry.id, entry.name, names_of(entry), says, entry)


def _said_of(rules: RuleSet, level: Level) -> Ids:
    """Return the statements that tell what a level is: its summary, and what it is based on."""
    return tuple(dict.fromkeys((*rules.summary(level), *level.basis)))


def _topics(rules: RuleSet, messages: Messages) -> Iterator[Target]:
    """Yield the sections of each procedure and each level, even if only to say what to ask."""
    entries: list[Procedure | Level] = [*rules.procedures.values(), *rules.levels.values()]
    for entry in entries:
        for section in rules.sections.values():
            says = entry.sections.get(section.id, ())
            if isinstance(entry, Level):
                says = entry.shown(section.id, ())
            if not says and isinstance(entry, Procedure) and section.question and section.ask:
                says = (section.ask,)
            if says:
                asked = section.question or section.topic or section.heading
                title = messages("document.title-topic", name=entry.name, topic=asked)
                names = tuple(filter(None, (asked, section.topic, section.heading, *section.also)))
                yield Target(
                    "topic", f"{entry.id} {section.id}", title, names, says, entry, section
                )


def _words(rules: RuleSet) -> Iterator[Target]:
    """Yield the words of the glossary that are not also a procedure or a level, by name or id."""
    entries: list[Procedure | Level] = [*rules.procedures.values(), *rules.levels.values()]
    known = {folded(name) for entry in entries for name in (entry.id, entry.name)}
    for word in rules.glossary.values():
        if known.isdisjoint((word.id, folded(word.name))):
            yield Target("word", word.id, word.name, names_of(word), word.says, word)


def _help(rules: RuleSet) -> Iterator[Target]:
    notices = rules.notices
    says = dict.fromkeys((*notices.in_full, *notices.advice))
    yield Target("help", "help", notices.heading, (notices.heading,), tuple(says))
