"""Cards: each asks for one fact, has a source and a stable ID, and is imported by Anki."""

import csv
import html
import json
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock
from zipfile import ZipFile

import pytest
import typer
from conftest import GUIDES, OTHER, SHIPPED, Opened, open_guide, process, run

from explainer.checks.items import ASKS
from explainer.cli import screen
from explainer.cli.resources import templates
from explainer.decision.interview import follow
from explainer.decision.paths import paths
from explainer.render import package
from explainer.render.cards import deck_name, render
from explainer.study.cards import MOST, Deck, deck, fits, hidden

BEFORE, AFTER = 1_700_000_000, 1_800_000_000  # seconds since 1970
HEADER = [
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:6",
]


def deck_of(guide: Opened, *readers: str) -> Deck:
    return deck(guide.composer(), readers or list(guide.rules.audiences))


def rows(text: str) -> list[list[str]]:
    """Return the fields of each card in an Anki import file."""
    lines = text.splitlines()
    assert lines[: len(HEADER)] == HEADER
    fields = [line.split("\t") for line in lines if not line.startswith("#")]
    assert {len(each) for each in fields} == {6}
    return fields


# --- one fact a card ----------------------------------------------------------------------


def test_each_card_asks_one_question_with_a_short_sourced_answer(guide: Opened) -> None:
    cards = deck_of(guide).cards
    assert len({card.id for card in cards}) == len({card.front for card in cards}) == len(cards)
    for card in cards:
        assert card.source, card.id
        assert all(re.fullmatch(r"[a-z0-9:-]+", tag) for tag in card.tags)
        if card.kind == "cloze":
            assert not card.back
            assert all(map(fits, hidden(card.front))), card.id
        elif card.id.split(".")[1] != "word":
            assert card.front.endswith(ASKS), card.id
        if card.kind == "basic":
            assert fits(card.back), card.id


def test_backs_are_short() -> None:
    cards = deck_of(open_guide(SHIPPED)).cards
    words = [len(card.back.split()) for card in cards if card.kind == "basic"]
    assert statistics.median(words) <= 12
    assert max(words) <= MOST


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Time", True),
        ("About 90.5 of them", True),
        ("90 of 100", False),
        ("It rests, e.g. overnight", True),
        ("It rests. It rises.", False),
        ("It rests! (It rises.)", False),
        (" ".join(["word"] * 25), True),
        (" ".join(["word"] * 26), False),
    ],
)
def test_what_one_fact_is(text: str, is_one: bool) -> None:
    assert fits(text) == is_one


def test_each_card_is_for_one_reader(guide: Opened) -> None:
    every = deck_of(guide).cards
    alone = {a: {card.id for card in deck_of(guide, a).cards} for a in guide.rules.audiences}
    assert {card.id for card in every} == set().union(*alone.values())
    shared = [card for card in every if sum(card.id in ids for ids in alone.values()) > 1]
    assert {card.id.split(".")[1] for card in shared} <= {"word", "case"}
    for card in shared:
        assert card.audience == next(a for a, ids in alone.items() if card.id in ids)
    for audience, name in guide.rules.audiences.items():
        alone = deck_of(guide, audience)
        assert alone.readers == {audience: name}
        assert {card.audience for card in alone.cards} <= {audience}
    for name, item in guide.rules.items.items():
        (card,) = [card for card in every if card.id.endswith(f".item.{name}")]
        assert (card.front, card.back) == (item.ask, item.right.text)
        texts = [guide.rules.statements[name].text for name in item.right.says]
        assert card.why == " ".join(texts)
        assert card.audience == guide.rules.audience_of(item)
        assert (card.picture is not None) == bool(item.picture)


def test_a_word_has_a_card_unless_an_item_asks_for_it() -> None:
    guide = open_guide(SHIPPED)
    rules = guide.rules
    for audience in rules.audiences:
        cards = [c for c in deck_of(guide, audience).cards if c.id.split(".")[1] == "word"]
        items = [i for i in rules.items.values() if rules.audience_of(i) == audience]
        asked = {name for item in items for name in item.right.says}
        assert cards
        for card in cards:
            says = rules.glossary[card.id.split(".")[2]].says
            texts = [rules.statements[s].text for s in says]
            assert card.back in " ".join(texts)
            assert not asked & {s for s in says if rules.statements[s].text in card.back}


def test_the_key_of_each_case_is_where_its_answers_end(guide: Opened) -> None:
    """The `ask` command gives the same answer for the same case."""
    cases = {card.id.partition(".")[2]: card for card in deck_of(guide).cards}
    for path in paths(guide.table):
        assert guide.table.names(follow(guide.diagram, path.answers).node.live) == (path.level,)
        given = [word for q, a in path.answers.items() for word in ("-a", f"{q}={a}")]
        told = json.loads(run("ask", *given, "--format", "json", "--rules", guide.path).out)
        card = cases[f"case.{path.level}"]
        assert told["levels"] == [path.level]
        for name in told["procedures"]:
            procedure = guide.rules.procedures[name]
            assert (procedure.phrase or procedure.name) in card.back
        for question, answer in path.answers.items():
            asked = guide.rules.questions[question]
            assert f"{asked.ask} {asked.answers[answer]}." in card.front


def test_what_is_for_others_stays_out() -> None:
    guide = open_guide(SHIPPED)
    decks = {
        audience: html.unescape(run("cards", "--for", audience).out)
        for audience in guide.rules.audiences
    }
    for item in guide.rules.items.values():
        for audience, text in decks.items():
            assert (item.ask in text) == (audience == guide.rules.audience_of(item))


def test_ids_outlive_every_text() -> None:
    guide = open_guide(OTHER)
    before = [card.id for card in deck_of(guide).cards]
    statements = {
        name: each._replace(text="Another text.") for name, each in guide.rules.statements.items()
    }
    rules = guide.rules._replace(statements=statements)
    changed = guide._replace(guide=guide.guide._replace(rules=rules))
    assert [card.id for card in deck_of(changed).cards] == before
    other = {card.id for card in deck_of(open_guide(SHIPPED)).cards}
    assert not other & set(before)


# --- the formats ---------------------------------------------------------------------------


def test_the_plain_file_for_anki_is_the_deck(guide: Opened) -> None:
    found = deck_of(guide)
    text = run("cards", "--rules", guide.path).out
    for notice in found.notices:
        assert f"## {notice}\n" in text  # with "#" alone, Anki would obey "Tags:"
    for (guid, kind, name, front, back, tags), card in zip(rows(text), found.cards, strict=True):
        assert guid == card.id
        assert kind == {"basic": "Basic", "cloze": "Cloze"}[card.kind]
        assert name == f"{guide.rules.title}::{found.readers[card.audience]}"
        assert tags.split() == list(card.tags)
        told = html.unescape(re.sub(r"</?(small|br)>", "\n", f"{front}\n{back}"))
        told = re.sub(r"\{\{c\d+::(.*?)\}\}", r"{\1}", told)
        for said in (*card.front.splitlines(), card.back, card.source, card.label):
            assert said in told


def test_each_part_of_a_cloze_is_a_card() -> None:
    (card,) = [card for card in deck_of(open_guide(OTHER)).cards if card.kind == "cloze"]
    (fields,) = [each for each in rows(run("cards", "--rules", OTHER).out) if each[0] == card.id]
    assert card.front == "{Dry} the rubber, {roughen} it, and glue on the {patch}."
    assert fields[3] == "{{c1::Dry}} the rubber, {{c2::roughen}} it, and glue on the {{c3::patch}}."
    assert "[...] the rubber" in run("cards", "--rules", OTHER, "--format", "markdown").out


def test_no_text_is_obeyed(tmp_path: Path) -> None:
    """Markup is shown literally, and no tab, quote or '#' breaks a line."""
    evil = '<script>alert(1)</script> "q" & #x <b> [sound:x.mp3]?'
    text = OTHER.read_text(encoding="utf-8").replace(
        "title: Patch or replace?", "title: '#a:::b <i>'"
    )
    text = text.replace("ask: What comes before the glue?", f"ask: '{evil}'")
    path = tmp_path / "evil.yaml"
    path.write_text(text, encoding="utf-8")
    out = run("cards", "--rules", path).out
    (card,) = [each for each in rows(out) if each[0].endswith(".item.glue-after")]
    assert card[2] == "#a:b <i>::Riders"
    assert html.unescape(card[3]) == evil
    assert not set("<[") & set(card[3])
    assert set(re.findall(r"<[^>]*>", "".join(each[4] for each in rows(out)))) == {
        "<br>",
        "<small>",
        "</small>",
    }
    guide = open_guide(path)
    (made,) = [card for card in deck_of(guide).cards if card.id == evil_id(guide)]
    fields = package._fields(made, templates())
    assert html.unescape(fields[0]) == evil
    assert not set("<[") & set(fields[0])


def evil_id(guide: Opened) -> str:
    return next(c.id for c in deck_of(guide).cards if c.id.endswith(".item.glue-after"))


@pytest.mark.parametrize("format", ["tsv", "markdown", "json"])
@pytest.mark.parametrize("name", GUIDES)
def test_formats(name: str, format: str, snapshot) -> None:
    suffix = {"markdown": "md"}.get(format, format)
    snapshot(
        f"{GUIDES[name].stem}/cards.{suffix}",
        run("cards", "--rules", GUIDES[name], "--format", format).out,
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "tsvv"], "Did you mean 'tsv'?"),
        (["--format", "html"], "Allowed: tsv, apkg, markdown, json."),
        (["-o", "cards.txt"], "Use one of .md, .json, .tsv, .apkg"),
        (["--for", "riders"], "Did you mean 'rider'?"),
    ],
)
def test_a_typo_is_told(words: list[str], told: str) -> None:
    result = run("cards", "--rules", OTHER, *words)
    assert result.code == 2
    assert told in " ".join(result.err.split())


def test_a_file_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "cards.tsv"
    assert run("cards", "-o", path).code == 0
    assert run("cards", "-o", path).code == 2
    assert run("cards", "-o", path, "--force").code == 0
    assert path.read_text(encoding="utf-8") == run("cards").out


def test_a_package_is_a_file_and_not_for_a_screen(tmp_path: Path) -> None:
    path = tmp_path / "cards.apkg"
    assert run("cards", "--rules", OTHER, "-o", path).code == 0
    assert ZipFile(path).testzip() is None
    piped = process("cards", "--rules", str(OTHER), "--format", "apkg")
    assert (piped.returncode, piped.stderr) == (0, b"")
    assert ZipFile(BytesIO(piped.stdout)).testzip() is None
    with mock.patch("sys.stdout", SimpleNamespace(isatty=lambda: True)), pytest.raises(typer.Exit):
        screen.print_result(b"PK")


def test_without_the_library_the_extra_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cards.apkg"
    with mock.patch.dict(sys.modules, {"explainer.render.package": None}):
        result = run("cards", "--rules", OTHER, "-o", path)
    assert result.code == 2
    assert 'pip install "explainer[cards]"' in " ".join(result.err.split())
    assert not path.exists()


def test_a_note_keeps_its_time_until_it_changes() -> None:
    """Anki then leaves it alone, even if its reader has added something to it."""
    found = deck_of(open_guide(OTHER))
    with mock.patch.object(package.time, "time", lambda: BEFORE):
        before = package.render(found, templates())
    first, *others = found.cards
    changed = found._replace(cards=(first._replace(back="Something else"), *others))
    with mock.patch.object(package.time, "time", lambda: AFTER):
        after = package.render(changed, templates(), before)
        anew = [package.render(found, templates(), each) for each in (b"", b"no package")]
    times = {guid: changed for (guid, *_), changed in package._times(after, AFTER).items()}
    assert times == {first.id: AFTER, **{card.id: BEFORE for card in others}}
    assert all(set(package._times(each, AFTER).values()) == {AFTER} for each in anew)
    assert not package._times(after, BEFORE - 1)  # times in the future are none


def test_a_new_tag_is_a_change() -> None:
    found = deck_of(open_guide(OTHER))
    with mock.patch.object(package.time, "time", lambda: BEFORE):
        before = package.render(found, templates())
    first, *others = found.cards
    changed = found._replace(cards=(first._replace(tags=("other",)), *others))
    with mock.patch.object(package.time, "time", lambda: AFTER):
        after = package._times(package.render(changed, templates(), before), AFTER)
    assert {guid for (guid, *_), time in after.items() if time == AFTER} == {first.id}


def database(*note: object) -> bytes:
    """Return a package whose database has one note, or other columns."""
    file = BytesIO()
    with ZipFile(file, "w") as made, closing(sqlite3.connect(":memory:")) as connection:
        if note:
            connection.execute("create table notes (guid, flds, tags, mod)")
            connection.execute("insert into notes values (?, ?, ?, ?)", note)
            connection.commit()
        else:
            connection.execute("create table notes (other)")
        made.writestr("collection.anki2", connection.serialize())
    return file.getvalue()


def damaged(tenth: int) -> bytes:
    """Return a package of ours with a damaged byte at some tenths of its length."""
    data = bytearray(package.render(deck_of(open_guide(OTHER)), templates()))
    data[len(data) * tenth // 10] ^= 0xFF
    return bytes(data)


ALREADY: dict[str, Callable[[], bytes]] = {
    "nothing": bytes,
    "no package": lambda: b"no package",
    "no columns": database,
    "a word for a time": lambda: database("1", "2", "3", "x"),
    "a time far away": lambda: database("1", "2", "3", 9_000_000_000_000_000_000),
    **{f"damaged at {tenth}/10": partial(damaged, tenth) for tenth in range(10)},
}


@pytest.mark.parametrize("before", ALREADY)
def test_whatever_is_there_already_can_be_replaced(before: str, tmp_path: Path) -> None:
    path = tmp_path / "cards.apkg"
    path.write_bytes(ALREADY[before]())
    assert run("cards", "--rules", OTHER, "-o", path, "--force").code == 0
    assert len(package._times(path.read_bytes(), AFTER * 2)) == len(
        deck_of(open_guide(OTHER)).cards
    )


def test_a_package_leaves_no_other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    package.render(deck_of(open_guide(OTHER)), templates())
    assert not list(tmp_path.iterdir())


def test_every_form_says_what_an_answer_rests_on() -> None:
    found = deck_of(open_guide(OTHER))
    reasons = [card.why for card in found.cards if card.why]
    assert reasons
    forms = [render(found, form, templates()) for form in ("tsv", "markdown", "json")]
    forms.append("".join(chain.from_iterable(package._fields(c, templates()) for c in found.cards)))
    for text in forms:
        assert all(why in text for why in reasons)


def test_a_card_has_its_picture_and_its_direction() -> None:
    found = deck_of(open_guide(OTHER))
    fields = {card.id: package._fields(card, templates()) for card in found.cards}
    drawn = {guid for guid, its in fields.items() if any("<svg" in text for text in its)}
    assert drawn == {card.id for card in found.cards if card.picture}
    for kind in ("basic", "cloze"):
        (side,) = package._model(kind, templates()).templates
        assert 'dir="auto"' in side["qfmt"]
        assert 'dir="auto"' in side["afmt"]
    assert ".stripes" in package._model("basic", templates()).css


@pytest.mark.parametrize(
    ("title", "name", "tag"),
    [
        ("Bikes:", "Bikes", "bikes"),
        ("::", "-", ""),
        ("???", "???", ""),
        ('"Q" and A', '"Q" and A', "q-and-a"),
    ],
)
def test_odd_titles(title: str, name: str, tag: str) -> None:
    """Anki separates decks and tags by '::', and would rename an empty one."""
    guide = open_guide(OTHER)
    rules = guide.rules._replace(title=title)
    found = deck_of(guide._replace(guide=guide.guide._replace(rules=rules)))
    assert deck_name(found) == name
    root = tag or found.cards[0].id.partition(".")[0]
    assert all(each.startswith(f"{root}::") for card in found.cards for each in card.tags)
    (row, *_) = csv.reader(
        (x for x in render(found, "tsv", templates()).splitlines() if x[0] != "#"), delimiter="\t"
    )
    assert row[2] == f"{name}::Riders"


# --- in Anki itself ---------------------------------------------------------------------


class Anki:
    """A collection in the real Anki."""

    def __init__(self, folder: Path) -> None:
        from anki.collection import Collection

        self.collection, self.folder = Collection(str(folder / "collection.anki2")), folder

    def takes(self, cards: bytes, suffix: str) -> tuple[int, int, int]:
        """Import a file, and return how many notes are new, updated, and the same as before."""
        from anki import collection as anki

        file = self.folder / f"cards{suffix}"
        file.write_bytes(cards)
        if suffix == ".tsv":
            metadata = self.collection.get_csv_metadata(path=str(file), delimiter=None)
            asked = anki.ImportCsvRequest(path=str(file), metadata=metadata)
            log = self.collection.import_csv(asked).log
        else:
            whole = anki.ImportAnkiPackageRequest(
                package_path=str(file), options=anki.ImportAnkiPackageOptions()
            )
            log = self.collection.import_anki_package(whole).log
        assert not log.conflicting
        return len(log.new), len(log.updated), len(log.duplicate)

    def notes(self) -> dict[str, Any]:
        return {n.guid: n for n in map(self.collection.get_note, self.collection.find_notes(""))}


@pytest.mark.anki
@pytest.mark.parametrize("suffix", [".tsv", ".apkg"])
@pytest.mark.parametrize("name", GUIDES)
def test_anki_takes_every_card_once(name: str, suffix: str, tmp_path: Path) -> None:
    """A second import adds no card, updates only the one that changed, and keeps its schedule."""
    guide = open_guide(GUIDES[name])
    found, anki, path = deck_of(guide), Anki(tmp_path), tmp_path / f"made{suffix}"

    def made(rules: Path) -> bytes:
        assert run("cards", "--rules", rules, "-o", path, "--force").code == 0
        return path.read_bytes()

    count = len(found.cards)
    assert anki.takes(made(GUIDES[name]), suffix) == (count, 0, 0)
    notes = anki.notes()
    assert notes.keys() == {card.id for card in found.cards}
    if suffix == ".tsv":
        assert len(rows(path.read_text(encoding="utf-8"))) == count
    for card in found.cards:
        note = notes[card.id]
        assert set(note.tags) == set(card.tags)
        assert len(note.cards()) == max(1, len(hidden(card.front)) * (card.kind == "cloze"))
        names = {anki.collection.decks.name(each.did) for each in note.cards()}
        assert names == {f"{guide.rules.title}::{found.readers[card.audience]}"}
        told = html.unescape(re.sub("<[^>]+>", "\n", note.cards()[0].answer()))
        for said in (card.back, card.source, card.label):
            assert said in told
    if suffix == ".apkg":
        for audience in found.readers.values():
            about = anki.collection.decks.by_name(f"{guide.rules.title}::{audience}")["desc"]
            assert all(html.escape(notice) in about for notice in found.notices)

    learned = notes[found.cards[0].id].cards()[0]
    learned.due, learned.ivl, learned.reps = 77, 33, 5
    anki.collection.update_card(learned)
    time.sleep(1.1)  # Anki counts seconds
    assert anki.takes(made(GUIDES[name]), suffix)[:2] == (0, 0)
    changed = tmp_path / "changed.yaml"
    text = GUIDES[name].read_text(encoding="utf-8")
    edited = re.sub(rf'text: "?{re.escape(found.cards[0].back)}"?,', "text: Changed,", text)
    changed.write_text(edited, encoding="utf-8")
    assert anki.takes(made(changed), suffix)[:2] == (0, 1)
    after = anki.notes()
    assert {guid: note.id for guid, note in after.items()} == {g: n.id for g, n in notes.items()}
    assert "Changed" in after[found.cards[0].id].fields[1]
    again = after[found.cards[0].id].cards()[0]
    assert (again.id, again.due, again.ivl, again.reps) == (learned.id, 77, 33, 5)
    anki.collection.close()
