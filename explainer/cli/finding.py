"""Finding: what a name, a code or a question leads to, and notes on how it was understood."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import typer

from explainer.cli.languages import way_to
from explainer.cli.screen import PROBLEMS, fail, say, say_once

if TYPE_CHECKING:
    from explainer.documents.composer import Composer
    from explainer.documents.document import Document
    from explainer.documents.finder import Found
    from explainer.documents.search import Finding
    from explainer.documents.targets import Kind

    Write = Callable[[Document], None]

ENTRIES: Final[tuple["Kind", ...]] = ("procedure", "level", "word", "topic")


def find(
    composer: "Composer",
    words: Sequence[str],
    write: "Write",
    known: Sequence[str] = (),
    *,
    kinds: "Sequence[Kind]" = (),
) -> None:
    """Write the answer to a reader's words, if possible one of some kinds.

    If there is no answer, ``known`` commands are suggested.
    """
    from explainer.documents.finder import Finder
    from explainer.documents.targets import KINDS
    from explainer.text import nearest

    wanted = " ".join(words)
    if not wanted.strip():
        fail(composer.messages("find.no-words"))
    if wanted.rstrip().endswith(","):
        say(composer.messages("find.cut"))
    if "\n" in wanted:
        say(composer.messages("find.quoted"))
    found = Finder(composer).find(wanted, kinds=kinds or KINDS)
    command = nearest(words[0], known) if found.status == "none" else None
    if command:
        say(composer.messages("find.command", command=command))
    _finish(composer, found, write)


def show(composer: "Composer", words: Sequence[str], write: "Write") -> None:
    """Write about the entry that the words name, or about one of its topics."""
    from explainer.documents.finder import Finder
    from explainer.documents.lookup import everything, find_at_start, suggest, suggest_topic
    from explainer.rules.model import Word

    wanted, known, texts = " ".join(words), everything(composer.rules), composer.messages
    if not wanted.strip():
        fail(texts("lookup.no-name", allowed=suggest(texts, "", known)))
    entry, rest = find_at_start(wanted, known)
    finder = Finder(composer)
    if entry is None:
        _finish(composer, finder.find(wanted, kinds=ENTRIES), write)
        return
    if rest and finder.look_up(wanted).alarm:
        _finish(composer, finder.find(wanted), write)
        return
    if rest and not isinstance(entry, Word):
        topic, finding = finder.topic(entry, rest)
        if topic:
            note(composer, finding)
            write(composer.topic(entry, topic))
            return
    if rest:
        topics = {} if isinstance(entry, Word) else composer.sections.topics(entry)
        left_out = texts("lookup.left-out", name=entry.name, rest=rest)
        say(left_out + suggest_topic(texts, rest, topics))
    write(finder.named(entry))


def faq(composer: "Composer", words: Sequence[str], write: "Write") -> None:
    """Write the answer to the question about some words, or list all questions."""
    entries = composer.rules.faq
    if not entries:
        fail(composer.messages("lookup.no-faq"))
    if not words:
        write(composer.faq())
    elif entry := entries.get("-".join(words)):  # as the search shows it
        write(composer.asked(entry))
    else:
        find(composer, words, write, kinds=("faq",))


def note(composer: "Composer", finding: "Finding") -> None:
    """Say which words were taken for others, and whether not everything could be searched."""
    for typed, taken in finding.taken.items():
        say(composer.messages("find.taken", typed=typed, taken=taken))
    if finding.language:
        say_once(way_to(finding.language))
    if not finding.is_full:
        say(composer.messages("find.names-only"))


def _finish(composer: "Composer", found: "Found", write: "Write") -> None:
    note(composer, found.finding)
    write(found.document)
    if found.status == "none":
        raise typer.Exit(PROBLEMS)
