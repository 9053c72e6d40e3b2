"""Files that come with the program: messages, templates, explanations and the rules file."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from explainer.language import primary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.messages.catalogue import Messages

PACKAGE: Final = Path(__file__).parent.parent


@cache
def languages() -> dict[str, Path]:
    """Return the message files by language."""
    return {file.stem: file for file in (PACKAGE / "messages").glob("*.json")}


@cache  # called often, for example at each step of a progress bar
def messages(language: str = "en", **names: str) -> "Messages":
    """Return the messages in a language (for 'en-GB', in 'en'), or in English if there are none."""
    from explainer.messages.catalogue import read_messages

    known = languages()
    found = next(tag for tag in (language, primary(language), "en") if tag in known)
    return read_messages(found, known[found].read_text(encoding="utf-8"), **names)


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
