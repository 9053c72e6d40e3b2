"""A package for Anki: the deck with its own note types, styles and pictures, as one file.

It is written with genanki. A second import updates the notes whose text has changed and keeps
their scheduling, because the ids of notes, note types and decks depend on names alone.
"""

import itertools
import sqlite3
import time
import zipfile
from contextlib import closing
from hashlib import sha256
from html import escape
from io import BytesIO
from typing import Any, Final

import genanki

from explainer.documents.document import FLAGS
from explainer.render.cards import deck_name, front
from explainer.render.svg import marks, path
from explainer.render.template import Templates, fill
from explainer.study.cards import Card, Deck

# The fields of each kind of note, and the two sides of its cards, in Anki's own templates.
# dir="auto": the text itself decides which way it runs.
_FRONT: Final = '<div dir="auto">{{Front}}</div>'
_ANSWER: Final = (
    '{{FrontSide}}<hr id="answer"><div class="back" dir="auto">{{Back}}</div>'
    '{{#Why}}<p class="why" dir="auto">{{Why}}</p>{{/Why}}{{Picture}}'
)
_TEXT: Final = '<div dir="auto">{{cloze:Text}}</div>'
_SOURCE: Final = '<p class="source" dir="auto">{{Source}}{{#Kind}} ({{Kind}}){{/Kind}}</p>'
_SIDES: Final = {
    "basic": (("Front", "Back", "Why", "Picture", "Source", "Kind"), _FRONT, _ANSWER + _SOURCE),
    "cloze": (("Text", "Source", "Kind"), _TEXT, _TEXT + _SOURCE),
}
_COLLECTION: Final = "collection.anki2"  # the database in a package
LIMIT: Final = 64 * 1024 * 1024  # bytes of it; ours has about 300,000


class _Note(genanki.Note):  # type: ignore[misc]  # genanki has no types
    """A note with the time of its last change, in seconds since 1970."""

    changed: int = 0

    def write_to_db(self, cursor: Any, timestamp: int, *more: Any) -> None:
        """Write the note, with its own time instead of that of the package."""
        super().write_to_db(cursor, self.changed, *more)


def render(deck: Deck, templates: Templates, before: bytes = b"") -> bytes:
    """Return the deck as an Anki package.

    ``before`` is an earlier package: notes that have not changed since then keep their time, so
    that Anki leaves them alone, with whatever a reader has added to them.
    """
    models = {kind: _model(kind, templates) for kind in _SIDES}
    about = "".join(f"<p>{escape(notice)}</p>" for notice in deck.notices)
    decks = {
        audience: genanki.Deck(
            _id(f"{deck.title}/{audience}"), deck_name(deck, audience), description=about
        )
        for audience in ("", *deck.readers)
    }
    now = int(time.time())
    known = _times(before, now)
    for card in deck.cards:
        note = _Note(models[card.kind], _fields(card, templates), guid=card.id, tags=card.tags)
        note.changed = known.get((card.id, note._format_fields(), note._format_tags()), now)
        decks[card.audience].add_note(note)
    with closing(sqlite3.connect(":memory:")) as database:  # genanki would leave a file behind
        ids = itertools.count(now * 1000)
        genanki.Package(list(decks.values())).write_to_db(database.cursor(), now, ids)
        database.commit()
        data = database.serialize()
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(_COLLECTION, data)
        package.writestr("media", "{}")
    return file.getvalue()


def _times(package: bytes, now: int) -> dict[tuple[str, str, str], int]:
    """Return when each note in a package was last changed, by its guid, fields and tags.

    It may be any file: whatever is wrong with it, then no times are known.
    """
    try:
        with zipfile.ZipFile(BytesIO(package)) as files:
            data = files.read(_COLLECTION) if files.getinfo(_COLLECTION).file_size < LIMIT else b""
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(data)
            rows = database.execute("select guid, flds, tags, mod from notes").fetchall()
    except Exception:  # three libraries read it, each with errors of its own
        return {}
    return {
        (guid, fields, tags): changed
        for guid, fields, tags, changed in rows
        if isinstance(changed, int) and 0 < changed <= now
    }


def _model(kind: str, templates: Templates) -> genanki.Model:
    """Return the note type for a kind of card."""
    fields, question, answer = _SIDES[kind]
    return genanki.Model(
        _id(" ".join(("explainer", kind, *fields))),  # other fields make it another note type
        f"explainer {kind}",
        fields=[{"name": name} for name in fields],
        templates=[{"name": "Card", "qfmt": question, "afmt": answer}],
        css=fill(templates, "card.css"),
        model_type=genanki.Model.CLOZE if kind == "cloze" else genanki.Model.FRONT_BACK,
    )


def _fields(card: Card, templates: Templates) -> list[str]:
    """Return the fields of a note, as HTML."""
    asked = front(card)
    texts = {"Front": asked, "Text": asked, "Back": card.back, "Why": card.why}
    texts |= {"Source": card.source, "Kind": card.label}
    html = {name: escape(text).replace("[", "&#91;") for name, text in texts.items()}
    html["Picture"] = _picture(card, templates)
    return [html[name].replace("\n", "<br>") for name in _SIDES[card.kind][0]]


def _picture(card: Card, templates: Templates) -> str:
    """Return a card's picture as HTML on one line, or "" if it has none."""
    if card.picture is None:
        return ""
    drawn = {"picture": card.picture, "drawn": card.picture.parts, "site": None}
    tools = {"path": path, "marks": marks, "flags": FLAGS}
    return " ".join(fill(templates, "card-picture.html", **drawn, **tools).split())


def _id(name: str) -> int:
    """Return a number by which Anki recognizes a note type or a deck."""
    return int.from_bytes(sha256(name.encode()).digest()[:4]) | 1 << 32
