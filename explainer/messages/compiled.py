"""A compiled translation: texts in another language, in gettext's binary format (.mo).

Each text is known by its context, such as "group.key", and by the original. So if the original
has changed, there is no text.
"""

import struct
from gettext import GNUTranslations, NullTranslations
from io import BytesIO


class Compiled:
    """The texts in a compiled file."""

    def __init__(self, data: bytes) -> None:
        """Read the contents of a file; raise ValueError if they are anything else."""
        try:
            self._texts = GNUTranslations(BytesIO(data))
        except (OSError, ValueError, LookupError, struct.error, SyntaxError) as error:
            raise ValueError(str(error)) from error
        self._texts.add_fallback(_Nothing())

    def text(self, context: str, original: str) -> str:
        """Return the text for an original in its context, or "" if there is none."""
        return self._texts.pgettext(context, original)

    def plural(self, context: str, one: str, other: str, count: int) -> str:
        """Return the form for a number of a text with plural forms, or "" if there is none."""
        return self._texts.npgettext(context, one, other, count)


class _Nothing(NullTranslations):
    """No texts at all. By itself, gettext would return the original."""

    def pgettext(self, context: str, message: str) -> str:
        return ""

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return ""
