"""Cards: every answer fits on one screen, with help at the top, for every reader."""

import re
from collections.abc import Iterator
from itertools import product
from textwrap import wrap

import pytest
from conftest import OTHER, SHIPPED, TESTS, Opened, check, data, open_guide, run
from hypothesis import given
from hypothesis import strategies as st

from explainer.decision.interview import follow
from explainer.decision.outcome import outcome
from explainer.documents import layout
from explainer.documents.document import Document
from explainer.render import terminal, text
from explainer.rules.model import Word

SHOWN = data("shipped/cards.yaml")
READERS = tuple(open_guide(SHIPPED).rules.audiences)
EARLY = 6  # the line by which help begins, at 80 columns
MOST_HELP = {80: 4, 40: 10}  # lines of help on a card
MOST_ANSWER = 14  # lines of a short answer


def answers(guide: Opened, audience: str) -> Iterator[tuple[str, Document]]:
    """Yield the document for every set of answers, without repeats, named by the answers."""
    composer, rules = guide.composer(audience), guide.rules
    seen = set()
    every = list(product(*((*q.answers, "not-sure") for q in rules.questions.values())))
    assert len(every) == 243
    for chosen in every:
        interview = follow(guide.diagram, dict(zip(rules.questions, chosen, strict=True)))
        if (key := str(interview.answers)) not in seen:
            seen.add(key)
            yield key, composer.outcome(outcome(rules, guide.diagram, interview))


def entries(guide: Opened, audience: str) -> Iterator[tuple[str, Document]]:
    """Yield the document about each level and procedure."""
    composer, rules = guide.composer(audience), guide.rules
    for entry in (*rules.levels.values(), *rules.procedures.values()):
        yield entry.id, composer.named(entry)


def short_answers(guide: Opened, audience: str) -> Iterator[tuple[str, Document]]:
    """Yield the document about each word, FAQ entry and topic."""
    composer, rules = guide.composer(audience), guide.rules
    for word in rules.glossary.values():
        yield word.id, composer.word(word)
    for entry in rules.faq.values():
        yield entry.id, composer.asked(entry)
    for entry in (*rules.levels.values(), *rules.procedures.values()):
        for topic in composer.sections.topics(entry).values():
            yield f"{entry.id} {topic.id}", composer.topic(entry, topic)


def check_common(name: str, document: Document, columns: int) -> layout.Layout:
    """Check what every card must have, and return the card's layout."""
    shown = layout.layout(document, columns)
    lines = [row.text for row in shown.rows]
    whole = " ".join(" ".join(lines).split())
    assert len(lines) <= (20 if columns == 80 else 40), name
    assert len([word for word in whole.split() if word.strip("-[]")]) <= 195, name
    assert max(map(len, lines)) <= columns, name
    assert document.disclaimer in whole, name
    assert SHOWN["review"] in whole, name
    assert not re.search(r"\[\d+\]", whole), name
    assert not any(never in whole for never in SHOWN["never"]), name
    assert SHOWN["number"] in whole, name
    for flag in "+*":
        used = re.search(rf"\{flag}( |$)", " ".join(r.text for r in (*shown.head, *shown.answer)))
        assert bool(used) == any(f"{flag} " in row.text for row in shown.foot), (name, flag)
    plain = text.render(document, columns, brief=True).splitlines()
    assert plain[: len(lines)] == lines, name
    styled = terminal.render_text(document, columns, brief=True).splitlines()
    assert [line.rstrip() for line in styled[: len(lines)]] == [line.rstrip() for line in lines]
    return shown


@pytest.mark.thorough
@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize("audience", READERS)
def test_every_answer_fits_one_screen(audience: str, columns: int) -> None:
    guide = open_guide(SHIPPED)
    for name, document in (*answers(guide, audience), *entries(guide, audience)):
        shown = check_common(name, document, columns)
        help_rows = [i for i, row in enumerate(shown.head, 1) if row.look == "help"]
        assert columns == 40 or help_rows[0] <= EARLY, name
        assert len(help_rows) <= MOST_HELP[columns], name
        labels = [row.text[: row.label].strip() for row in shown.head if row.label]
        assert " ".join(labels).startswith(" ".join(SHOWN["tiers"][:2])), name
        assert shown.answer[0].text == "", name
        assert document.more, name


@pytest.mark.thorough
@pytest.mark.parametrize("audience", READERS)
def test_a_card_that_names_a_treatment_has_now_and_today_others_have_soon(audience: str) -> None:
    guide = open_guide(SHIPPED)
    for name, document in answers(guide, audience):
        levels = [guide.rules.levels[level] for level in document.data["levels"]]
        named = len(levels) == 1 and bool(levels[0].procedure)
        head = "\n".join(row.text for row in layout.layout(document, 80).head)
        assert (SHOWN["tiers"][2] in head) != named, name


@pytest.mark.thorough
@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize("audience", READERS)
def test_a_short_answer_is_short(audience: str, columns: int) -> None:
    for name, document in short_answers(open_guide(SHIPPED), audience):
        shown = check_common(name, document, columns)
        assert columns == 40 or sum(bool(row.text) for row in shown.answer) <= MOST_ANSWER, name
        assert sum(row.look == "help" for row in shown.head) == (1 if columns == 80 else 2), name


def test_an_open_card_asks_first_and_lists_at_most_six_outcomes() -> None:
    guide = open_guide(SHIPPED)
    for name, document in answers(guide, "parent"):
        levels = document.data["levels"]
        if len(levels) > 1:
            rows = layout.layout(document, 80).answer
            labels = [row.text[: row.label].strip() for row in rows if row.label]
            assert labels[0] == "- Ask first:", name
            names = [f"- {guide.rules.levels[level].name}:" for level in levels]
            assert labels[1:] == names[:6], name
            assert f"{len(levels)} outcomes are possible" in document.title


def test_the_seventh_outcome_is_only_counted() -> None:
    path = OTHER.read_text(encoding="utf-8")
    levels = "\n".join(
        f"  l{i}: {{name: Case {i}, when: {{q: a{i}}}, basis: [about]}}" for i in range(8)
    )
    answers = ", ".join(f"a{i}: Answer {i}" for i in range(8))
    start, end = path.index("\nquestions:") + 1, path.index("\nsections:")
    ours = f"questions:\n  q: {{ask: Q, why: W, settle: S, answers: {{{answers}}}}}\nlevels:\n"
    rules = re.sub(
        r"(?ms)^examples:.*?(?=^\S|\Z)", "", path[:start] + ours + levels + "\n" + path[end:]
    )
    report = check(rules.encode(), quick=True)
    assert report.guide, [str(p) for p in report.problems if p.severity == "error"]
    composer = Opened(OTHER, report.guide).composer()
    interview = follow(report.guide.diagram, {"q": "not-sure"})
    document = composer.outcome(outcome(report.guide.rules, report.guide.diagram, interview))
    lines = [row.text for row in layout.layout(document, 80).answer]
    assert sum(line.startswith("- Case ") for line in lines) == 6
    assert lines[-1] == "... and 2 more."


def test_the_same_card_opens_every_format() -> None:
    name, answer = SHOWN["opens"].values()
    for format in ("text", "terminal", "markdown", "html"):
        out = run("show", name, "--format", format, COLUMNS="80").out
        bare = " ".join(re.sub(r"<[^>]+>|\*\*|\\", "", out).split())
        order = [bare.index(part) for part in (*SHOWN["tiers"][:2], answer)]
        assert order == sorted(order), format
        assert ("More: add --all" in bare) == (format in ("text", "terminal"))


def test_all_shows_everything_with_numbers_in_the_new_order() -> None:
    name = SHOWN["opens"]["name"]
    brief, whole = run("show", name).out, run("show", name, "--all").out
    assert len(brief.splitlines()) <= 22
    assert "[1]" not in brief
    assert "[1]" in whole
    found = [re.search(rf"\n\n{heading}( \(|\n)", whole) for heading in SHOWN["order"]]
    places = [match.start() for match in found if match]
    assert len(places) == len(found)
    assert places == sorted(places)
    answered = run("ask", *SHOWN["decided"].split(), "--all").out
    assert answered.index("If one answer were different") < answered.index("Why you see this")
    assert answered.index("Why you see this") < answered.index("\n\nSources")


@pytest.mark.parametrize(("words", "title", "part"), SHOWN["topics"])
def test_one_topic_can_be_shown(words: str, title: str, part: str) -> None:
    told = run("show", *words.split())
    assert told.out.startswith(f"{title}\n")
    assert part in " ".join(told.out.split())
    assert not told.err


def test_an_unknown_topic_gets_the_nearest_one() -> None:
    name, topic, near = SHOWN["unknown"].values()
    told = run("show", name, topic)
    assert told.code == 0
    assert told.out == run("show", name).out
    assert f"The rest was ignored: '{topic}'. {near}" in " ".join(told.err.split())
    word, topic = SHOWN["word"].values()
    assert run("show", word, topic).out == run("show", word).out


def test_a_guide_without_questions_of_its_own_says_so() -> None:
    path = TESTS / "valid" / "cards.yaml"
    for words in (["faq"], ["faq", "word"]):
        told = run(*words, "--rules", path)
        assert told.code == 2
        assert "has no questions and answers of its own" in told.err


def test_silence_never_stands_alone() -> None:
    """A question that the guide leaves open shows an answer, or what to ask, before saying so."""
    guide = open_guide(SHIPPED)
    for audience in READERS:
        composer = guide.composer(audience)
        for procedure in guide.rules.procedures.values():
            whole = text.render(composer.procedure(procedure))
            silent = "This is not in the guide itself."
            for block in whole.split("\n\n"):
                lines = block.split("\n")
                assert silent not in block or len(lines) > 2, block


def test_help_in_full_names_every_tier_in_order() -> None:
    told = run("help")
    assert told.out.startswith(f"{SHOWN['order'][0]}\n")
    found = [told.out.index(f"\n{label}") for label in SHOWN["tiers"]]
    assert found == sorted(found)
    assert "explainer --help" in told.out
    rules = open_guide(SHIPPED).rules
    bare = " ".join(told.out.split())
    for name in rules.notices.in_full:
        assert rules.statements[name].text in bare, name
    old = run("help", "--rules", OTHER)
    assert old.out.startswith("Stop riding\n")
    assert "- Brakes rub or fail: get off.\n" in old.out


@pytest.mark.thorough
def test_a_file_without_cards_gets_cards_that_fit(guide: Opened) -> None:
    for audience in guide.rules.audiences:
        composer = guide.composer(audience)
        for entry in (*guide.rules.procedures.values(), *guide.rules.levels.values()):
            level = None if entry in guide.rules.procedures.values() else entry
            procedure = guide.rules.procedures.get(level.procedure) if level else entry
            sections = composer.cards.composed(composer.named(entry).title, level, procedure)
            assert not isinstance(entry, Word)
            document = composer.named(entry._replace(card={audience: sections}))
            size = layout.size(
                document.title, f"{document.disclaimer} {document.reviewed}", document.card
            )
            assert size.within(composer.cards.most) or len(sections) == 1, (audience, entry.id)


words = st.text("ab-cd\u00e9", min_size=1, max_size=30)


@given(st.lists(words, min_size=1, max_size=40), st.integers(20, 88), st.integers(0, 4))
def test_rows_wrap_as_the_library_does(typed: list[str], width: int, under: int) -> None:
    """The layout wraps text itself, for speed, and exactly as ``textwrap`` would."""
    paragraph = layout._Paragraph(" ".join(typed), "text", 0, "  ", " " * under)
    rows = layout._wrapped(paragraph, width)
    assert [row.text for row in rows] == wrap(
        " ".join(typed),
        width,
        initial_indent="  ",
        subsequent_indent=" " * under,
        break_long_words=False,
        break_on_hyphens=False,
    )
