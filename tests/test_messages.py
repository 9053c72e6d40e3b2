"""The messages: all are used, with every placeholder, and the code contains no text for readers."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, english

from explainer.messages.catalogue import ABOUT, OWN, Messages, read_originals

FILE = ROOT / "explainer" / "messages" / "en.json"
GROUPS = json.loads(FILE.read_text(encoding="utf-8"))
TEXTS = {
    f"{group}.{key}": text
    for group, entries in GROUPS.items()
    for key, text in entries.items()
    if key not in (ABOUT, OWN)
}
NAMES = {"expert", "noun"}  # placeholders that any message may use
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for path in [ROOT / "explainer_cli.py", *sorted((ROOT / "explainer").rglob("*.py"))]
}
# Keys that the code builds at run time, with their placeholders: no call names these keys.
BUILT: dict[str, set[str]] = {
    "answer.not-sure-also": set(),
    "card.flag-beyond": {"flag"},
    "card.flag-reading": {"flag"},
    "card.more": set(),
    "card.more-compare": {"names"},
    "card.more-faq": set(),
    "document.kind-reading": set(),
    "document.kind-beyond": set(),
    "document.outcome-guide": {"name"},
    "document.outcome-reading": {"name"},
    "document.source-guide": {"title", "publisher"},
    "document.source-beyond": {"title", "publisher"},
    "init.title": set(),
    "init.first": set(),
    "init.second": set(),
    "init.noun": set(),
    "init.expert": set(),
    "interview.several": {"typed", "count"},
    "interview.unknown": {"typed", "count"},
    "interview.empty": {"typed", "count"},
    "interview.ended": set(),
    "interview.interrupted": set(),
    "lookup.allowed": {"names"},
    "lookup.names": {"names"},
    "lookup.topics": {"names"},
    "reading.unknown": {"typed", "count"},
    "reading.unknown-key": {"typed", "count"},
    "quiz.ended": set(),
    "quiz.interrupted": set(),
    "quiz.unknown": {"count"},
    "quiz.too-small": {"topic"},
}
BUILT_GROUPS = ("key.", "what.", "progress.")


def calls() -> Iterator[tuple[str, set[str], Path]]:
    """Yield the key, the keyword arguments and the file of each call that gets a message."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                key = node.args[0]
                if isinstance(key, ast.Constant) and key.value in TEXTS:
                    yield key.value, {word.arg or "" for word in node.keywords}, path


def placeholders(text: str | list[str] | Mapping[str, str]) -> set[str]:
    forms = [text] if isinstance(text, str) else [*getattr(text, "values", lambda: text)()]
    return {name for form in forms for name in re.findall(r"{(\w+)}", form)} - NAMES


def test_every_text_is_used() -> None:
    code = " ".join(path.read_text(encoding="utf-8") for path in TREES)
    for key in TEXTS:
        assert f'"{key}"' in code or key.startswith(BUILT_GROUPS) or key in BUILT, key


def test_every_text_that_is_used_is_there() -> None:
    groups = "|".join(GROUPS)
    for path in TREES:
        for key in re.findall(rf'"((?:{groups})\.[a-z-]+)"', path.read_text(encoding="utf-8")):
            assert key in TEXTS or key.endswith((".html", ".css")), (path, key)
    assert BUILT.keys() <= TEXTS.keys()


def test_every_placeholder_is_filled() -> None:
    given: dict[str, list[set[str]]] = {key: [values] for key, values in BUILT.items()}
    for key, values, _ in calls():
        if key not in BUILT:
            given.setdefault(key, []).append(values)
    for key, text in TEXTS.items():
        if needed := placeholders(text):
            for values in given.get(key, [set()]):
                missing = needed - values
                assert not missing, (key, missing)


def test_every_group_tells_translators_where_it_is_used() -> None:
    for group, entries in GROUPS.items():
        assert entries[ABOUT].endswith("."), group
    assert len(TEXTS) > 150


def test_lists_and_counts() -> None:
    texts = (
        '{"a": {"_about": "x", "l": ["{n} one", "two"], "c": {"one": "1 x", "other": "{count} x"}}}'
    )
    messages = Messages("en", read_originals(texts), n="N")
    assert messages.list("a.l") == ("N one", "two")
    assert [messages("a.c", count=count) for count in (0, 1, 2)] == ["0 x", "1 x", "2 x"]
    with pytest.raises(KeyError):
        messages("a._about")
    for key, text in TEXTS.items():
        if isinstance(text, dict):
            assert text.keys() == {"one", "other"}, key
            assert "{count}" in text["other"]
    assert english()("guide.errors", count=1).startswith("1 error in")


# --- no text for readers is in the code --------------------------------------------------

SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}|^[A-Z][a-z]+:")
FOR_AUTHORS = {"report", "difference", "explanations"}  # always in English, next to the code
HELP = {"options", "command"}  # next to the code, and translated when they are shown
FOR_OTHERS = {"index", "package"}  # for SQLite, and for Anki
READERS = ("cli", "documents", "study", "render", "decision")


def strings(tree: ast.AST) -> Iterator[str]:
    """Yield the string constants of a module, except docstrings and annotations."""
    skipped = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            skipped.add(getattr(body[0].value, "value", None))
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            skipped |= {getattr(x, "value", None) for x in ast.walk(part)} if part else set()
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text not in skipped:
            yield text


def test_no_sentence_for_a_reader_is_left_in_the_code() -> None:
    """The only exceptions are an internal error, styles, and the first lines of graphs."""
    allowed = {
        "a terminal asks nothing",
        "the guide has too many views for a page",
        "digraph explainer {",
        "flowchart TD",
    }
    allowed |= {"bold cyan", "bold red"}
    looked_at = 0
    for path, tree in TREES.items():
        if path.parent.name in READERS and path.stem not in (*FOR_AUTHORS, *HELP, *FOR_OTHERS):
            looked_at += 1
            found = {text for text in strings(tree) if SENTENCE.search(text)} - allowed
            assert not found, (path.name, found)
    assert looked_at > 40
