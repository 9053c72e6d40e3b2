"""Quiz items: questions with choices, one of them right, each with the reason.

Most come from the rules file's bank. Those on cases are generated from the decision diagram.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from explainer.documents.composer import Composer
from explainer.documents.document import Line
from explainer.text import folded

CASES: Final = "cases"  # the topic of the generated items


class Choice(NamedTuple):
    """A choice, and the reason why it is right or wrong."""

    text: str
    why: tuple[Line, ...] = ()


class Item(NamedTuple):
    """A question with its choices; ``right`` is the index of the right one.

    ``known`` is the given information. ``level`` is the difficulty, from 1 to 3. ``reread`` is
    the name of a level to look up again, or "". An item in the pool has all its choices, the
    right one first; a drawn item has only some, shuffled.
    """

    id: str
    topic: str
    level: int
    known: tuple[str, ...]
    ask: str
    choices: tuple[Choice, ...]
    reread: str = ""
    right: int = 0

    @property
    def key(self) -> Choice:
        """The right choice."""
        return self.choices[self.right]


Pool = dict[str, list[Item]]  # the items by topic


def bank(composer: Composer) -> Iterable[Item]:
    """Yield the items in the rules file's bank that are for the reader of ``composer``."""
    for item in composer.rules.items.values():
        if composer.rules.audience_of(item) == composer.audience:
            choices = tuple(
                Choice(choice.text, composer.citations.lines(choice.says))
                for choice in item.choices
            )
            yield Item(item.id, item.topic, int(item.level), (), item.ask, choices)


def pool(composer: Composer, generated: Iterable[Item]) -> Pool:
    """Return the items for the reader of ``composer`` by topic, without repeats.

    Items with only one choice are omitted.
    """
    ready: Pool = {topic: [] for topic in (*composer.rules.topics, CASES)}
    asked = set[tuple[tuple[str, ...], str, str]]()
    for item in (*bank(composer), *generated):
        choices = _once(item.choices)
        same = (item.known, item.ask, choices[0].text)
        if len(choices) > 1 and same not in asked:
            asked.add(same)
            ready[item.topic].append(item._replace(choices=choices))
    return {topic: items for topic, items in ready.items() if items}


def name_of(composer: Composer, topic: str) -> str:
    """Return the name of a topic."""
    return composer.rules.topics.get(topic) or composer.messages("quiz.cases")


def _once(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return the choices, without those that repeat an earlier text."""
    once: dict[str, Choice] = {}
    for choice in choices:
        once.setdefault(compared(choice.text), choice)
    return tuple(once.values())


def compared(text: str) -> str:
    """Return a text in the form to compare: case, spaces and a final stop make no difference."""
    return " ".join(folded(text).split()).rstrip(".!")
