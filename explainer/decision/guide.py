"""A guide in use: its rules, the diagram of its table, and the messages in its language."""

from typing import TYPE_CHECKING, NamedTuple

from explainer.messages.catalogue import Messages
from explainer.rules.model import RuleSet

if TYPE_CHECKING:  # it carries them, and asks nothing of them
    from explainer.decision.diagram import Diagram
    from explainer.decision.table import Table


class Guide(NamedTuple):
    """What everything that explains or asks is given; made once per run.

    ``data`` is the rules file as it was read.
    """

    data: bytes
    rules: RuleSet
    diagram: "Diagram"
    messages: Messages

    @property
    def table(self) -> "Table":
        """The decision table that the diagram was made of."""
        return self.diagram.table

    @property
    def fingerprint(self) -> str:
        """The first 12 digits of the rules file's SHA-256: they tie a signature to it."""
        from hashlib import sha256

        return sha256(self.data).hexdigest()[:12]

    @property
    def first_reader(self) -> str:
        """The audience that is assumed where none is named."""
        return next(iter(self.rules.audiences))
