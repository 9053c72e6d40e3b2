"""Translations: the same answers in another language, always whole, and never out of date."""

import html
import itertools
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from conftest import OTHER, ROOT, SHIPPED, command, data, help_texts, open_guide, run

from explainer.checks import po
from explainer.cli.guide import composer_for
from explainer.cli.resources import originals
from explainer.decision.guide import Guide, translated_guide
from explainer.decision.interview import finish
from explainer.decision.outcome import Outcome, outcome
from explainer.documents.composer import Composer
from explainer.documents.document import Document, Line, Picture, lines_of
from explainer.documents.handout import named_handout
from explainer.documents.layout import WIDE, Size, size
from explainer.documents.site import site
from explainer.messages.catalogue import LIST, Messages
from explainer.messages.compiled import Compiled
from explainer.render import html as as_html
from explainer.render import json as as_json
from explainer.render import markdown, terminal, text
from explainer.rules.model import NOT_SURE, Question, Translation
from explainer.rules.translation import units
from explainer.study.cases import cases
from explainer.study.items import pool
from explainer.study.quiz import key, quiz

RULES = open_guide(SHIPPED).rules
READERS = RULES.translations["es"].readers
EACH = [READERS[0], *(pytest.param(reader, marks=pytest.mark.thorough) for reader in READERS[1:])]
PO, MO = SHIPPED.with_name("rules.es.po"), SHIPPED.with_name("rules.es.mo")
TEMPLATES = {
    path.name: path.read_text("utf-8") for path in (ROOT / "explainer/templates").iterdir()
}


@lru_cache
def composer(reader: str, language: str) -> Composer:
    return composer_for(None, reader, language)


@lru_cache
def results() -> tuple[Outcome, ...]:
    """Return the outcome of every set of answers, including "not sure"."""
    diagram, questions = open_guide(SHIPPED).diagram, RULES.questions
    every = itertools.product(*((*q.answers, NOT_SURE) for q in questions.values()))
    walks = (finish(diagram, dict(zip(questions, answers, strict=True))) for answers in every)
    return tuple(outcome(RULES, diagram, walk) for walk in walks)


def documents(language: str, reader: str) -> Iterator[Document]:
    """Yield every document of the shipped guide but those about answers."""
    made, known = composer(reader, language), composer(reader, "es").rules
    rules = made.rules._replace(glossary={n: made.rules.glossary[n] for n in known.glossary})
    chapters = made.chapters(in_full=True)
    yield from (each for path, each in chapters.items() if path != ("glossary",))
    yield from map(made.level, rules.levels.values())
    yield from map(made.word, rules.glossary.values())
    yield from map(made.asked, rules.faq.values())
    for entry in rules.procedures.values():
        yield named_handout(made, entry)
        yield from (made.topic(entry, rules.sections[name]) for name in entry.sections)
    yield made.help(in_full=True)


def formats(document: Document) -> dict[str, str]:
    """Return a document in each format, in full."""
    return {
        "text": text.render(document, WIDE, brief=False),
        "terminal": terminal.render_text(document, WIDE, brief=False),
        "markdown": markdown.render(document),
        "html": as_html.render(document, TEMPLATES, sheet=False),
        "json": as_json.render(document),
    }


def plain(shown: str) -> str:
    """Return what a reader sees of an output, in any format, without marks, as one line."""
    shown = re.sub(
        r"<style>.*?</style>|</?[a-zA-Z!][^>]*>|\\(?=[^\w\s])", " ", shown, flags=re.DOTALL
    )
    return re.sub(r"[\s\W_]+", " ", html.unescape(shown)).casefold()


def shape(document: Document) -> list[Any]:
    """Return what must be the same in every language: sections, statements, kinds, sources."""
    return [
        sorted(document.data["sources"]),
        *(
            (
                section.role,
                [len(getattr(block, "rows", ())) for block in section.blocks],
                [(x.cite.statement.id, x.cite.kind, x.cite.number) for x in cited],
            )
            for section in document.sections
            for cited in [[line for line in lines_of(section) if line.cite]]
        ),
    ]


# --- the same answers ---------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("reader", READERS)
def test_every_set_of_answers_leads_to_the_same(reader: str) -> None:
    """All 243: the same levels, statements, kinds, numbers and sources, in the same order."""
    assert len(results()) == 243
    for result in results():
        one, other = (composer(reader, language).outcome(result) for language in ("", "es"))
        assert shape(one) == shape(other), result.answers
        for name in ("levels", "procedures", "answers", "status", "audience"):
            assert one.data[name] == other.data[name]
        asked = [[q["question"] for q in document.data["settle"]] for document in (one, other)]
        assert asked[0] == asked[1]
        assert other.language == other.data["language"] == "es"


@pytest.mark.thorough
@pytest.mark.parametrize("reader", EACH)
def test_every_other_document_is_the_same(reader: str) -> None:
    spanish = composer(reader, "es").rules
    assert len(spanish.glossary) < len(RULES.glossary)  # without those for students only
    for one, other in zip(*(documents(x, reader) for x in ("", "es")), strict=True):
        assert shape(one)[0] == shape(other)[0], one.title
        below = [[part for part in shape(x)[1:] if part[0] != "card"] for x in (one, other)]
        assert below[0] == below[1], (
            one.title
        )  # how much of a long answer a card has room for varies


@pytest.mark.thorough
@pytest.mark.parametrize("reader", READERS)
def test_every_format_says_all_of_it(reader: str) -> None:
    """In each format, every statement of each different answer is there, in Spanish."""
    seen = set()
    for result in results():
        document = composer(reader, "es").outcome(result)
        if str(shape(document)) in seen:
            continue
        seen.add(str(shape(document)))
        statements = [
            line.cite.statement for s in document.sections for line in lines_of(s) if line.cite
        ]
        for name, shown in formats(document).items():
            said = plain(shown)
            for statement in statements:
                assert plain(statement.text).strip() in said, (name, statement.id)
    assert len(seen) > 20


@pytest.mark.parametrize("reader", EACH)
def test_every_card_is_on_one_screen(reader: str) -> None:
    """A translation may take two rows more, and 15 % more words."""
    made = composer(reader, "es")
    rules = made.rules
    entries = [
        *map(made.level, rules.levels.values()),
        *map(made.procedure, rules.procedures.values()),
    ]
    for document in (*entries, *map(made.outcome, results()[::3])):
        notice = f"{document.disclaimer} {document.reviewed}"
        found = size(document.title, notice, document.card)
        assert found.within(Size(22, 42, 224)), (document.title, found)


# --- nothing in the other language ------------------------------------------------------------

FREE = 3  # words; shorter texts may be the same in both languages


@lru_cache
def english_texts() -> dict[str, str]:
    """Return every English text of some length that a reader could meet, by what it says."""
    texts = [unit.original for unit in units(RULES) if unit.words is None]
    for each in (*originals().values(), *help_texts()):
        parts = (*(each.words or each.original.splitlines()), each.plural)
        texts += [part for text in parts for part in re.split(r"\{\w+\}", text)]
    spanish = {plain(t) for pair in _pairs() for t in pair[1:]}
    known = {plain(text).strip(): text for text in texts if len(text.split()) >= FREE}
    return {
        said: text for said, text in known.items() if said not in spanish and said.count(" ") > 1
    }


def _pairs() -> Iterator[tuple[str, str]]:
    catalog = po.parsed(PO.read_text("utf-8"), "es")
    yield from ((m.id, m.string) for m in catalog if m.id and isinstance(m.string, str))


NAMES = {name for each in RULES.sources.values() for name in (each.title, each.publisher)}
UNTRANSLATED = re.compile(
    r"https?://\S+|" + "|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True))
)


def without_sources(shown: str) -> str:
    """Return an output without what is never translated: titles, publishers and addresses."""
    return UNTRANSLATED.sub(" / ", " ".join(html.unescape(shown).split()))


@lru_cache
def starts() -> dict[str, list[str]]:
    """Return the English texts by their first two words."""
    found: dict[str, list[str]] = {}
    for said in english_texts():
        found.setdefault(" ".join(said.split()[:2]), []).append(said)
    return found


def leaks(shown: str) -> list[str]:
    """Return the English texts that an output contains."""
    said = plain(without_sources(shown)).split()
    whole, at = " ".join(said) + " ", 0
    found = []
    for one, other in itertools.pairwise(said):
        known = starts().get(f"{one} {other}", ())
        found += [english_texts()[text] for text in known if whole.startswith(f"{text} ", at)]
        at += len(one) + 1
    return found


@pytest.mark.thorough
@pytest.mark.parametrize("reader", READERS)
def test_no_english_is_left_in_any_document(reader: str) -> None:
    known = set()
    for document in (*map(composer(reader, "es").outcome, results()), *documents("es", reader)):
        its = str(shape(document)) + document.title
        if its not in known:
            known.add(its)
            for name, shown in formats(document).items():
                if name == "json":
                    shown = json.dumps(_values(json.loads(shown)), ensure_ascii=False)
                assert not leaks(shown), (name, document.title)


IDS = {"sources", "id", "statement", "word", "faq", "topic", "of", "level", "procedure", "levels"}


def _values(value: Any) -> Any:
    """Return the values of JSON, without its keys and ids."""
    if isinstance(value, dict):
        return [_values(v) for k, v in value.items() if k not in IDS]
    return [_values(v) for v in value] if isinstance(value, list) else value


COMMANDS = data("shipped/spanish.yaml")["commands"]
ALL = command().commands
FOR_READERS = [n for n, its in ALL.items() if any(p.name == "lang" for p in its.params)]


@pytest.mark.parametrize("reader", EACH)
@pytest.mark.parametrize("words", COMMANDS)
def test_no_english_is_left_in_what_a_command_shows(words: str, reader: str) -> None:
    result = run(*words.split(), "--lang", "es", "--for", reader)
    assert not leaks(result.out)
    assert not leaks(result.err)
    assert result.out or result.err


@pytest.mark.parametrize("columns", ["40", "80"])
@pytest.mark.parametrize("name", ["", *FOR_READERS])
def test_no_english_is_left_in_help(name: str, columns: str) -> None:
    words = name.split()
    shown = run(*words, "--help", EXPLAINER_LANG="es", COLUMNS=columns)
    assert shown.out
    assert not leaks(shown.out)
    assert not re.search(r"Usage|Options|Examples|FILE|NAME", shown.out)
    assert max(map(len, shown.out.splitlines())) <= int(columns)
    assert run(*words, "--help", "--lang", "es", COLUMNS=columns) == shown
    assert run("--lang=es", *words, "--help", COLUMNS=columns) == shown


def test_the_help_of_commands_for_authors_stays_in_english() -> None:
    for name in {*ALL} - {*FOR_READERS}:
        assert run(name, "--help", EXPLAINER_LANG="es") == run(name, "--help")


@pytest.mark.thorough
def test_what_is_english_would_be_noticed() -> None:
    assert len(english_texts()) > 900
    assert all(leaks(run(name, "--help").out) for name in FOR_READERS)
    assert leaks(run("show", next(iter(RULES.procedures)), "--all").out)
    assert leaks(run("page").out)
    assert leaks(run("find", "asdf").err + run("find", "asdf").out)


# --- a test language: accents, and 40 % longer ------------------------------------------------

VOWELS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
PSEUDO = "eo"  # a language that the tool has no messages in


def batched(letters: str, count: int) -> list[str]:
    return [letters[at : at + count] for at in range(0, len(letters), count)]


def pseudo(said: str) -> str:
    """Return a text with accents, and 40 % more letters; placeholders stay."""
    parts = re.split(r"(\{[^}]*\})", said)
    accented = "".join(part if part[:1] == "{" else part.translate(VOWELS) for part in parts)
    letters = sum(map(str.isalpha, said))
    more = "".join(f" {'ñ' * len(part)}" for part in batched("ñ" * round(0.4 * letters), 7))
    match = re.search(r"[.:?!;]*\s*$", accented)
    end = match.start() if match else len(accented)
    return accented[:end] + more + accented[end:] if letters else accented


def pseudo_messages(language: str = PSEUDO, **names: str) -> Messages:
    def told(key: str, original: str) -> str:
        return found[key] if original == LIST else "\n".join(map(pseudo, original.splitlines()))

    class Texts(Compiled):
        def __init__(self) -> None:
            pass

        def text(self, context: str, original: str) -> str:
            return told(context, original)

        def plural(self, context: str, one: str, other: str, count: int) -> str:
            return pseudo(one if count == 1 else other)

    found = {each.context: "\n".join(each.words or ()) for each in originals().values()}
    return Messages(language, originals(), Texts(), **names)


@lru_cache
def pseudo_guide(path: Path) -> Guide:
    guide = open_guide(path).guide
    entry = Translation(PSEUDO, tuple(guide.rules.audiences), "Ñó.")
    guide = guide._replace(rules=guide.rules._replace(translations={PSEUDO: entry}))

    def look_up(context: str, original: str) -> str:
        return "" if original == LIST else pseudo(original)

    made, missing = translated_guide(guide, PSEUDO, look_up, pseudo_messages)
    assert not missing
    return made


PLAIN = re.compile(r"(?<![\w.-])[A-Za-z]*[aeiouAEIOU][A-Za-z]*(?![\w.-])")


def seen(shown: str, guide: Guide) -> str:
    """Return what a reader sees of an output, without sources, addresses, commands and options."""
    shown = re.sub(r"<style>.*?</style>|</?[a-zA-Z!][^>]*>", " ", shown, flags=re.DOTALL)
    shown = " ".join(re.sub(r"\\(?=[^\w\s])", "", html.unescape(shown)).split())
    sources = guide.rules.sources.values()
    names = {name for each in sources for name in (each.url, each.title, each.publisher) if name}
    names |= {guide.rules.review.by} - {""}
    for name in sorted(names, key=len, reverse=True):
        shown = shown.replace(name, " ")
    return re.sub(r"https?://\S+|--\w+|explainer( [a-z-]+)*", " ", shown)


def untouched(shown: str) -> set[str]:
    """Return the words that no translator has seen: those with a vowel that has no accent."""
    return {word for word in PLAIN.findall(shown) if len(word) > 1}


def pseudo_documents(guide: Guide) -> Iterator[Document]:
    for reader in guide.rules.audiences:
        made = Composer(guide, reader)
        rules = guide.rules
        yield from made.chapters(in_full=True).values()
        yield from map(made.level, rules.levels.values())
        yield from (named_handout(made, entry) for entry in rules.procedures.values())
        every = itertools.islice(itertools.product(*map(_answers, rules.questions.values())), 60)
        for answers in every:
            given = dict(zip(rules.questions, answers, strict=True))
            walk = finish(guide.diagram, given)
            yield made.outcome(outcome(rules, guide.diagram, walk))


def lines_shown(document: Document) -> Iterator[Line]:
    """Yield every line but those of sources, and of drawings that only illustrate."""
    for section in document.sections:
        if section.role != "sources":
            kept = (b for b in section.blocks if not (isinstance(b, Picture) and not b.has_key))
            yield from lines_of(section._replace(blocks=tuple(kept)))


def _answers(question: Question) -> tuple[str, ...]:
    return (*question.answers, NOT_SURE)


@pytest.mark.parametrize(
    "path", [pytest.param(SHIPPED, marks=pytest.mark.thorough, id="shipped"), OTHER]
)
def test_in_a_test_language_nothing_is_left_and_nothing_is_cut(path: Path) -> None:
    guide, known = pseudo_guide(path), set[str]()
    for document in pseudo_documents(guide):
        its = str(shape(document)) + document.title
        if its in known:
            continue
        known.add(its)
        lines = list(lines_shown(document))
        for name, out in formats(document).items():
            said = plain(out)
            if name == "json":  # for programs, which know what the flags mean
                lines = [line for line in lines if line.cite]
            if name == "terminal":  # the rows of a table's cells are side by side
                words = {word for line in lines for word in plain(line.text).split()}
                missing = [word for word in words if word not in said]
            else:
                missing = [line.text for line in lines if plain(line.text).strip() not in said]
            assert not missing, (name, document.title)
            if name != "json":
                assert untouched(seen(out, guide)) == set(), (name, document.title)
    assert len(known) > 20


@pytest.mark.thorough
@pytest.mark.parametrize("path", [SHIPPED, OTHER], ids=lambda path: path.stem)
def test_so_it_is_on_the_page_and_in_the_quiz(path: Path) -> None:
    guide = pseudo_guide(path)
    made = Composer(guide)
    page = as_html.render_site(site(made), TEMPLATES)
    assert untouched(seen(page, guide)) == set()
    labels = re.findall(r'(?:aria-label|title|alt|data-of)="([^"]+)"', page)
    assert labels
    assert not [label for label in labels if untouched(html.unescape(label))]
    if guide.rules.items:
        asked = key(made, quiz(pool(made, cases(made)), 10, 1), 1)
        assert untouched(seen(text.render(asked, WIDE, brief=False), guide)) == set()
