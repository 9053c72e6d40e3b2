"""The flash-card renderers: for Anki (its own import format), as Markdown, or as JSON.

Anki reads tab-separated lines; a header describes them (docs.ankiweb.net, "Text files").
"""

import json
import re
from typing import Final

from explainer.render.markdown import escape
from explainer.render.template import Templates, fill
from explainer.study.cards import HIDDEN, Card, Deck, hidden

FORMATS: Final = ("tsv", "apkg", "markdown", "json")  # "apkg" is made by package.py


def render(deck: Deck, format: str, templates: Templates) -> str:
    """Return the deck in one of ``FORMATS``, except for an Anki package."""
    if format == "json":
        return _json(deck)
    if format == "markdown":
        return _markdown(deck)
    cards = [(card, deck_name(deck, card.audience), front(card)) for card in deck.cards]
    return fill(templates, "cards.tsv", deck=deck, cards=cards)


def deck_name(deck: Deck, audience: str = "") -> str:
    """Return the name of the guide's deck in Anki, or of the deck within it for one reader.

    In Anki, "::" separates a deck from one within it.
    """
    names = (deck.title, *([deck.readers[audience]] if audience else []))
    plain = (" ".join(re.sub(":{2,}", ":", name).split()).strip(": ") for name in names)
    return "::".join(name or "-" for name in plain)


def front(card: Card) -> str:
    """Return the front of a card; if it is a cloze, with its parts as Anki writes them."""
    if card.kind == "basic":
        return card.front
    parts = iter(range(1, len(hidden(card.front)) + 1))
    return HIDDEN.sub(lambda part: f"{{{{c{next(parts)}::{part[1]}}}}}", card.front)


def _json(deck: Deck) -> str:
    cards = [
        {key: value for key, value in card._asdict().items() if key != "picture"}
        for card in deck.cards
    ]
    return json.dumps({**deck._asdict(), "cards": cards}, ensure_ascii=False, indent=2) + "\n"


def _markdown(deck: Deck) -> str:
    parts = [f"# {escape(deck.title)}"]
    parts += [f"**{escape(notice)}**" for notice in deck.notices]
    for audience, name in deck.readers.items():
        parts.append(f"## {escape(name)}")
        for card in deck.cards:
            if card.audience == audience:
                source = f"{card.source} ({card.label})" if card.label else card.source
                for asked, back in _sides(card):
                    parts.append(f"### {escape(' '.join(asked.split()))}")
                    parts.append(f"**{escape(back)}**")
                    parts += [escape(card.why)] if card.why else []
                    parts += [f"*{escape(source)}*"] if source else []
    return "\n\n".join(parts) + "\n"


def _sides(card: Card) -> list[tuple[str, str]]:
    """Return the front and back of a card, or of each card of a cloze."""
    if card.kind == "basic":
        return [(card.front, card.back)]
    found = []
    for part in HIDDEN.finditer(card.front):
        before, after = card.front[: part.start()], card.front[part.end() :]
        shown = [HIDDEN.sub(r"\1", text) for text in (before, after)]
        found.append((f"{shown[0]}[...]{shown[1]}", part[1]))
    return found
