"""A guide that is ready for use: its rules, its decision diagram, and messages in its language."""

from typing import TYPE_CHECKING, NamedTuple

from explainer.messages.catalogue import Messages
from explainer.rules.model import RuleSet

if TYPE_CHECKING:  # needed only for annotations
    from explainer.decision.diagram import Diagram
    from explainer.decision.table import Table


class Guide(NamedTuple):
    """A guide, with everything needed to ask questions and explain results. Made once per file.

    ``file_bytes`` is the content of the rules file.
    """

    file_bytes: bytes
    rules: RuleSet
    diagram: "Diagram"
    messages: Messages

    @property
    def table(self) -> "Table":
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

    @property
    def first_reader(self) -> str:
        """The default audience: the first in the file."""
        return next(iter(self.rules.audiences))
