"""Files that come with the program: messages, templates, explanations and the rules file."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from explainer.language import best

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.messages.catalogue import Messages, Unit

PACKAGE: Final = Path(__file__).parent.parent
ORIGINAL: Final = "en"  # the language in which the program itself is written


class _InUse:
    """The language of messages that do not belong to a guide; there is one for each run."""

    language = ORIGINAL


def use(language: str) -> None:
    """Set the language of messages that do not belong to a guide."""
    _InUse.language = language


@cache
def languages() -> dict[str, Path]:
    """Return the file with the messages in each language."""
    folder = PACKAGE / "messages"
    compiled = {file.stem: file for file in folder.glob("*.mo")}
    return {ORIGINAL: folder / f"{ORIGINAL}.json", **compiled}


def has_messages(language: str) -> bool:
    """Return whether there are messages in a language, in a file that is not damaged."""
    tag = best(language, languages())
    return bool(tag) and _messages(tag).language == tag


def messages(language: str = "", **names: str) -> "Messages":
    """Return the messages in a language, by default in that of this run.

    For 'es-MX', they are in 'es'; if there are none in a language, they are in English.
    """
    found = best(language or _InUse.language, languages()) or ORIGINAL
    return _messages(found).naming(**names) if names else _messages(found)


@cache  # called often, for example at each step of a progress bar
def _messages(language: str) -> "Messages":
    from explainer.messages.catalogue import Messages

    if language == ORIGINAL:
        return Messages(language, originals())
    from explainer.messages.compiled import Compiled

    try:
        compiled = Compiled(languages()[language].read_bytes())
    except (OSError, ValueError):  # damaged: as if there were none
        return _messages(ORIGINAL)
    return Messages(language, originals(), compiled)


@cache
def originals() -> "Mapping[str, Unit]":
    """Return the messages that others are translated from, by "group.key"."""
    from explainer.messages.catalogue import read_originals

    return read_originals(languages()[ORIGINAL].read_text(encoding="utf-8"))


@cache
def templates() -> dict[str, str]:
    """Return the templates by file name."""
    folder = PACKAGE / "templates"
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def explanations_text() -> str:
    """Return the text of the file that explains problem codes."""
    return (PACKAGE / "checks" / "explanations.toml").read_text(encoding="utf-8")


def model_text() -> str:
    """Return the text of the file that defines the format of rules files."""
    return (PACKAGE / "rules" / "model.py").read_text(encoding="utf-8")


def shipped_rules() -> Path:
    """Return the rules file that comes with the program: in a checkout, or in the wheel."""
    checkout = PACKAGE.parent / "rules.yaml"
    return checkout if checkout.exists() else PACKAGE / "rules.yaml"


def released(data: bytes) -> "Mapping[str, Any] | None":
    """Return the values in a rules file if it is exactly the one that came with the program.

    That one was checked before its release, and its values were kept. A checksum is enough: it
    protects against an edit, and whoever wants to deceive could edit the checksum as well.
    """
    import json
    from zlib import crc32  # hashlib would take 4 ms to import

    record = (PACKAGE / "released.txt").read_text(encoding="ascii").split()
    if record != [str(len(data)), f"{crc32(data):08x}"]:
        return None
    values: Mapping[str, Any] = json.loads((PACKAGE / "released.json").read_bytes())
    return values
