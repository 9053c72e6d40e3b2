"""The flash-card renderers: for Anki (its own import format), as Markdown, or as JSON.

Anki reads tab-separated lines; a header describes them (docs.ankiweb.net, "Text files").
"""

import json
import re
from typing import Final

from explainer.render.markdown import escape
from explainer.render.template import Templates, fill
from explainer.study.cards import Answer, Deck

FORMATS: Final = ("tsv", "markdown", "json")


def render(deck: Deck, format: str, templates: Templates) -> str:
    """Return the deck in one of ``FORMATS``."""
    if format == "json":
        return _json(deck)
    if format == "markdown":
        return _markdown(deck)
    name = " ".join(re.sub(":{2,}", ":", deck.title).split())  # '::' would create a subdeck
    return fill(templates, "cards.tsv", deck=deck, name=name)


def _json(deck: Deck) -> str:
    cards = [
        {**card._asdict(), "back": [answer._asdict() for answer in card.back]}
        for card in deck.cards
    ]
    data = {**deck._asdict(), "cards": cards}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _markdown(deck: Deck) -> str:
    parts = [
        f"# {escape(deck.title)}",
        f"**{escape(deck.disclaimer)}**",
        f"*{escape(deck.review)}*",
    ]
    for card in deck.cards:
        parts.append(f"## {escape(' '.join(card.front.split()))}")
        parts.append("\n".join(f"- {_answer(answer)}" for answer in card.back))
    return "\n\n".join(parts) + "\n"


def _answer(answer: Answer) -> str:
    return escape(answer.text) + (f" *{escape(answer.source)}*" if answer.source else "")
