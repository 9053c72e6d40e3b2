"""Cards: each has one question, a correct, cited answer and a stable ID. Anki imports them all."""

import html
import json
import re
from pathlib import Path

import pytest
from conftest import GUIDES, OTHER, SHIPPED, Opened, open_guide, run

from explainer.decision.interview import follow
from explainer.decision.paths import paths
from explainer.study.cards import Deck, deck

HEADER = [
    "#separator:tab",
    "#html:true",
    "#notetype:Basic",
    "#deck:",
    "#guid column:1",
    "#tags column:4",
]


def deck_of(guide: Opened, audience: str = "") -> Deck:
    composer = guide.composer(audience) if audience else guide.composer()
    return deck(composer)


def rows(text: str) -> list[list[str]]:
    """Return the fields of each card in an Anki import file."""
    lines = text.splitlines()
    assert [re.sub("(?<=#deck:).*", "", line) for line in lines[:6]] == HEADER
    fields = [line.split("\t") for line in lines[6:]]
    assert {len(each) for each in fields} == {4}
    return fields


def test_each_card_has_one_question_and_a_sourced_answer(guide: Opened) -> None:
    for audience in guide.rules.audiences:
        found = deck_of(guide, audience)
        cards = found.cards
        assert len({card.id for card in cards}) == len({card.front for card in cards}) == len(cards)
        texts = {s.text for s in guide.rules.statements.values()}
        for card in cards:
            assert card.front.strip()
            assert card.back
            assert all(re.fullmatch(r"[a-z0-9-]+", tag) for tag in card.tags)
            for answer in card.back:
                said = re.sub(
                    r" \((our reading of the guide|from other sources)\)$", "", answer.text
                )
                assert bool(answer.source) == (said in texts), answer
        assert found.disclaimer == guide.rules.notices.disclaimer
        net = [guide.rules.statements[s].text for s in guide.rules.notices.in_full]
        assert net
        assert [answer.text.partition(" (")[0] for answer in cards[0].back] == [
            text.partition(" (")[0] for text in net
        ]


def test_all_that_has_an_answer_has_a_card(guide: Opened) -> None:
    rules = guide.rules
    ids = {card.id.partition(".")[2] for card in deck_of(guide).cards}
    first = next(iter(rules.audiences))
    for name, word in rules.glossary.items():
        is_ours = any(rules.statements[s].is_for(first) for s in word.says)
        assert (f"word.{name}" in ids) == is_ours
    assert {f"case.{name}" for name in rules.levels} <= ids
    assert {f"faq.{name}" for name in rules.faq} <= ids
    for procedure in rules.procedures.values():
        told = {section for section, ids in procedure.sections.items() if ids}
        asked = {name for name, section in rules.sections.items() if section.style == "checklist"}
        for section in told - asked:
            its = [rules.statements[s] for s in procedure.sections[section]]
            assert (f"procedure.{procedure.id}.{section}" in ids) == any(
                s.is_for(first) for s in its
            )


def test_the_key_of_each_case_is_where_its_answers_end(guide: Opened) -> None:
    """The `ask` command gives the same answer for the same case."""
    cases = {card.id.partition(".")[2]: card for card in deck_of(guide).cards}
    for path in paths(guide.table):
        assert guide.table.names(follow(guide.diagram, path.answers).node.live) == (path.level,)
        given = [word for q, a in path.answers.items() for word in ("-a", f"{q}={a}")]
        told = json.loads(run("ask", *given, "--format", "json", "--rules", guide.path).out)
        card = cases[f"case.{path.level}"]
        assert told["levels"] == [path.level]
        assert card.back[0].text.startswith(guide.rules.levels[path.level].name)
        for name in told["procedures"]:
            procedure = guide.rules.procedures[name]
            assert (procedure.phrase or procedure.name) in card.back[0].text
        for question, answer in path.answers.items():
            asked = guide.rules.questions[question]
            assert f"{asked.ask} {asked.answers[answer]}." in card.front


def test_the_file_for_anki_is_the_deck(guide: Opened) -> None:
    for audience in guide.rules.audiences:
        found = deck_of(guide, audience)
        fields = rows(run("cards", "--for", audience, "--rules", guide.path).out)
        assert [(i, html.unescape(front), tags.split()) for i, front, _, tags in fields] == [
            (card.id, "<br>".join(card.front.splitlines()), list(card.tags)) for card in found.cards
        ]
        for (_, _, back, _), card in zip(fields, found.cards, strict=True):
            told = html.unescape(re.sub(r"</?(small|br)>", "", back))
            for answer in card.back:
                assert answer.text + answer.source in told
            assert told.endswith(f"{found.disclaimer} {found.review}")


def in_decks(guide: Opened) -> set[str]:
    """Return the IDs of the statements that cards are made from, for any audience."""
    rules = guide.rules
    asked = {name for name, section in rules.sections.items() if section.style == "checklist"}
    found = set(rules.notices.in_full)
    for entry in (*rules.glossary.values(), *rules.faq.values()):
        found.update(entry.says)
    for level in rules.levels.values():
        found.update(level.basis)
    for procedure in rules.procedures.values():
        for name, ids in procedure.sections.items():
            found.update(ids if name not in asked else ())
    return found


def test_what_is_for_others_stays_out() -> None:
    guide = open_guide(SHIPPED)
    decks = {
        audience: html.unescape(run("cards", "--for", audience).out)
        for audience in guide.rules.audiences
    }
    limited = [s for s in guide.rules.statements.values() if s.audiences]
    told = in_decks(guide)
    assert len([s for s in limited if s.id in told]) > len(limited) * 0.7
    for statement in limited:
        for audience, text in decks.items():
            is_in = audience in statement.audiences and statement.id in told
            assert (statement.text in text) == is_in, (audience, statement.id)


def test_no_text_is_obeyed(tmp_path: Path) -> None:
    """Markup is shown literally, and no tab, quote or '#' breaks a line."""
    evil = '<script>alert(1)</script> "q" & #x <b> [sound:x.mp3]'
    text = OTHER.read_text(encoding="utf-8").replace(
        "title: Patch or replace?", "title: '#a:::b <i>'"
    )
    text = text.replace("question: Must the rubber be dry?", f"question: '{evil}'")
    path = tmp_path / "evil.yaml"
    path.write_text(text, encoding="utf-8")
    out = run("cards", "--rules", path).out
    assert "#deck:#a:b <i>\n" in out
    (card,) = [each for each in rows(out) if each[0].endswith(".faq.dry")]
    assert html.unescape(card[1]) == evil
    assert not set("<[") & set(card[1])
    assert set(re.findall(r"<[^>]*>", "".join(each[2] for each in rows(out)))) == {
        "<br>",
        "<small>",
        "</small>",
    }


@pytest.mark.parametrize("format", ["tsv", "markdown", "json"])
@pytest.mark.parametrize("name", GUIDES)
def test_formats(name: str, format: str, snapshot) -> None:
    suffix = {"markdown": "md"}.get(format, format)
    snapshot(
        f"{GUIDES[name].stem}/cards.{suffix}",
        run("cards", "--rules", GUIDES[name], "--format", format).out,
    )


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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "tsvv"], "Did you mean 'tsv'?"),
        (["--format", "html"], "Allowed: tsv, markdown, json."),
        (["-o", "cards.txt"], "Use one of .md, .json, .tsv"),
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


# --- in Anki itself ---------------------------------------------------------------------


@pytest.mark.anki
@pytest.mark.parametrize("name", GUIDES)
def test_anki_takes_every_card_once(name: str, tmp_path: Path) -> None:
    """A second import updates only the changed cards and adds none."""
    from anki.collection import Collection, ImportCsvRequest

    collection = Collection(str(tmp_path / "collection.anki2"))
    file = tmp_path / "cards.tsv"

    def taken(text: str):
        file.write_text(text, encoding="utf-8")
        metadata = collection.get_csv_metadata(path=str(file), delimiter=None)
        return collection.import_csv(ImportCsvRequest(path=str(file), metadata=metadata)).log

    text = run("cards", "--rules", GUIDES[name]).out
    cards = rows(text)
    log = taken(text)
    assert (len(log.new), len(log.updated)) == (len(cards), 0)
    notes = {note.guid: note for note in map(collection.get_note, collection.find_notes(""))}
    assert notes.keys() == {card[0] for card in cards}
    for guid, front, back, tags in cards:
        assert notes[guid].fields == [front, back]
        assert set(notes[guid].tags) == set(tags.split())
    title = open_guide(GUIDES[name]).rules.title
    assert title in [deck.name for deck in collection.decks.all_names_and_ids()]

    ids = {guid: note.id for guid, note in notes.items()}
    last = cards[-1]
    before, back, after = text.rpartition(last[2])  # another card may have the same back
    log = taken(f"{before}{back} Changed.{after}")
    assert (len(log.new), len(log.updated)) == (0, 1)
    notes = {note.guid: note for note in map(collection.get_note, collection.find_notes(""))}
    assert {guid: note.id for guid, note in notes.items()} == ids
    assert notes[last[0]].fields[1].endswith(" Changed.")
    collection.close()
