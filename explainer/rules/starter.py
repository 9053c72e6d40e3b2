"""The starter: a small, whole rules file, filled in with its author's first answers.

Its template is itself a sound rules file: each placeholder, such as ``{title}``, is inside a text
in double quotes, so that an answer cannot end that text, whatever is in it.
"""

import json
import re
from typing import NamedTuple

from explainer.text import folded, is_whole


class Answers(NamedTuple):
    """What the author says first: the title, two results, and two words for messages."""

    title: str = "Patch or new tube?"
    first: str = "Patch"
    second: str = "New tube"
    noun: str = "repair"
    expert: str = "the mechanic"


def starter(template: str, answers: Answers, long: int) -> str:
    """Return the rules file; words of ``long`` letters or more are added to its glossary."""
    values, words = answers._asdict(), _long_words(answers, long)
    said = "|".join(values)
    text = re.sub(rf"\{{({said})\}}", lambda found: _inside_quotes(values[found[1]]), template)
    terms = [f'  long-{n}: {{name: "{word}", says: [long-{n}]}}' for n, word in words]
    texts = [
        f'  long-{n}: {{text: "Write here what this means: {word}.", source: main, place: Page 4}}'
        for n, word in words
    ]
    return _added(_added(text, "glossary", terms), "statements", texts)


def _inside_quotes(text: str) -> str:
    """Return a text as it is written between double quotes in YAML."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _long_words(answers: Answers, long: int) -> list[tuple[int, str]]:
    """Return the long words that readers will see, each once, with a number."""
    seen = " ".join((answers.title, answers.first, answers.second))
    found = filter(is_whole, re.findall(rf"[^\W\d_]{{{long},}}", seen))
    return list(enumerate({folded(word): word for word in found}.values(), 1))


def _added(text: str, key: str, lines: list[str]) -> str:
    """Return a file with more lines at the start of what is below a key."""
    return text.replace(f"\n{key}:\n", "\n".join((f"\n{key}:", *lines, "")), 1)
