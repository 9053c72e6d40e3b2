"""A guide that is ready for use: its rules, its decision diagram, and messages in its language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from explainer.decision.diagram import Diagram
from explainer.decision.table import Table
from explainer.decision.tabulation import tabulate
from explainer.language import primary
from explainer.messages.catalogue import Messages, Unit
from explainer.rules.builder import build_rules
from explainer.rules.model import RuleSet
from explainer.rules.translation import LookUp, for_readers, translated
from explainer.rules.values import Value

MessagesFor = Callable[..., Messages]  # called with a language and placeholder values


class Guide(NamedTuple):
    """A guide, with everything needed to ask questions and explain results. Made once per file.

    ``file_bytes`` is the content of the rules file. ``original`` is what it says, and ``rules`` the
    same in the guide's language. ``others`` returns the guide in its other languages that may
    have any of some words, which takes time.
    """

    file_bytes: bytes
    rules: RuleSet
    diagram: Diagram
    messages: Messages
    original: RuleSet
    others: "Callable[[Sequence[str]], Iterable[Guide]]" = lambda words: ()

    @property
    def table(self) -> Table:
        """The decision table that the diagram was built from."""
        return self.diagram.table

    @property
    def fingerprint(self) -> str:
        """The first 12 hex digits of the file's SHA-256, which link a signature to the file."""
        from hashlib import sha256

        return sha256(self.file_bytes).hexdigest()[:12]

    def answer(self, question: str, answer: str) -> str:
        """Return the text of an answer, as the reader sees it."""
        known = self.rules.questions[question].answers
        return known.get(answer, self.messages("answer.not-sure"))

    def any_answer(self, question: str, answers: Iterable[str]) -> str:
        """Return the text of an answer, or those of several, any of which is meant."""
        texts = [self.answer(question, answer) for answer in answers]
        if len(texts) == 1:
            return texts[0]
        quoted = (self.messages("answer.quoted", text=text) for text in texts)
        return self.messages("answer.or").join(quoted)

    @property
    def has_own_messages(self) -> bool:
        """Whether the messages are in the guide's language, or else in English for want of them."""
        return self.messages.language in (self.rules.language, primary(self.rules.language))

    @property
    def has_wording(self) -> bool:
        """Whether there are lists of words in its language that tell advice from other text."""
        return self.has_own_messages and bool(self.messages.list("wording.directive"))

    @property
    def first_reader(self) -> str:
        """The default audience: the first in the file."""
        return next(iter(self.rules.audiences))


def make_guide(data: bytes, rules: RuleSet, table: Table, messages_for: MessagesFor) -> Guide:
    """Return the guide in a file with the content ``data``."""
    messages = messages_for(rules.language, expert=rules.expert, noun=rules.noun)
    return Guide(data, rules, Diagram(table), messages, rules)


def released_guide(data: bytes, values: Mapping[str, Value], messages_for: MessagesFor) -> Guide:
    """Return the guide in a file that was checked before its release, without checking it again.

    ``values`` are the values in the file, which were kept since then: reading and checking it
    would take a third of the time of a short run (docs/performance.md).
    """
    rules = build_rules(values)
    return make_guide(data, rules, tabulate(rules.questions, rules.levels), messages_for)


def translated_guide(
    guide: Guide, language: str, look_up: LookUp, messages_for: MessagesFor
) -> tuple[Guide, list[Unit]]:
    """Return a guide in another language, and the texts that it lacks. Its table stays the same.

    It is for the readers that its rules file names for this language.
    """
    readers = guide.rules.translations[language].readers
    own, missing = translated(for_readers(guide.rules, readers), look_up)
    messages = messages_for(language, expert=own.expert, noun=own.noun)
    return guide._replace(rules=own._replace(language=language), messages=messages), missing
