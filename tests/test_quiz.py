"""The quiz: each item has one right choice, which the command confirms, and scores add up."""

import json
import re
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import OTHER, ROOT, SHIPPED, TESTS, Opened, large_rules, open_guide, run, terminal

from explainer.decision.paths import paths
from explainer.rules.model import NOT_SURE
from explainer.study.items import TOPICS, Item, pool
from explainer.study.quiz import quiz, summary, turned
from explainer.text import plain

SEEDS = 1_000
NO_PROCEDURE = ("document.outcome-none", "document.outcome-several")  # messages


@pytest.fixture
def ready(guide: Opened) -> dict[str, list[Item]]:
    return pool(guide.composer())


# Files that once caused a wrong key or two right choices, or could: levels that skip a question,
# levels with the same procedure or with none, procedures with the same name, words with the same
# meaning, and a sentence that occurs twice.
TRAPS = sorted((TESTS / "quiz").glob("*.yaml"))
FILES = [SHIPPED, OTHER, *TRAPS]
assert len(TRAPS) == 6


@pytest.mark.thorough
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_item_has_one_right_choice_and_none_twice(path: Path) -> None:
    """Check 1,000 seeds, which together draw every item. The command confirms each key."""
    guide = open_guide(path)
    ready = pool(guide.composer())
    count = min(10, sum(map(len, ready.values())))
    met: dict[str, Item] = {}
    for seed in range(SEEDS):
        items = quiz(ready, count, seed)
        assert len({(item.known, item.ask) for item in items}) == count
        for item in items:
            texts = [choice.text for choice in item.choices]
            assert len(set(texts)) == len(texts) in range(2, 5)
            right = item.choices[item.right]
            assert right == met.setdefault(item.id, item).choices[met[item.id].right]
            assert item.ask.strip()
            assert item.rule
            assert item.reread
    assert met.keys() == {item.id for pile in ready.values() for item in pile}
    answered(guide, [item for pile in ready.values() for item in pile])


def answered(guide: Opened, found: Sequence[Item]) -> None:
    """Assert that the command confirms the right choice of each item, and no other choice."""
    decided = {path.level: path.answers for path in paths(guide.table)}
    none, several = map(guide.composer().messages, NO_PROCEDURE)
    for item in found:
        kind, name, *rest = item.id.split(".")
        right, wrong = item.choices[0].text, {choice.text for choice in item.choices[1:]}
        rule = [line.cite.statement.id for line in item.rule if line.cite]
        if kind == "case":
            text, levels = ends_at(guide, decided[name])
            assert (text, levels) == (right, (name,))
            assert rule == basis(guide, levels)
        elif kind == "pair":
            question, answer = rest
            text, levels = ends_at(guide, {**decided[name], question: answer})
            assert right == (text or several)
            assert rule == basis(guide, levels)
            assert ends_at(guide, decided[name])[0] in item.ask
            assert {right, *wrong & {none, several}} != {none, several}
        elif kind == "settle":
            (question,) = rest
            known = {q: a for q, a in decided[name].items() if q != question}
            told = asked(guide, known)
            assert [entry["question"] for entry in told["settle"]] == [question]
            assert right == guide.rules.questions[question].ask
            assert item.known == tuple(line.text for line in guide.composer().results.given(known))
            leads = [
                ends_at(guide, {**known, question: a})
                for a in guide.rules.questions[question].answers
            ]
            assert all(len(levels) == 1 for _, levels in leads)
            assert len({text for text, _ in leads}) > 1
        elif kind == "word":
            word = guide.rules.glossary[name]
            says = [guide.rules.statements[s] for s in word.says]
            assert right == " ".join(s.text for s in says if s.is_for(guide.guide.first_reader))
            assert not any(word.is_in(plain(text)) for text in (right, *wrong))
        else:
            text = guide.rules.statements[name].text
            tellers = {
                procedure.name
                for procedure in guide.rules.procedures.values()
                for parts in (procedure.sections, *procedure.card.values())
                for ids in parts.values()
                if any(guide.rules.statements[each].text == text for each in ids)
            }
            assert tellers == {right}
            assert item.known == (text,)
            assert guide.rules.kind(guide.rules.statements[name]) == "guide"


def basis(guide: Opened, levels: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(s for name in levels for s in guide.rules.levels[name].basis))


@cache
def _told(path: Path, given: tuple[tuple[str, str], ...]) -> str:
    words = [word for q, a in given for word in ("-a", f"{q}={a}")]
    return run("ask", *words, "--format", "json", "--rules", path).out


def asked(guide: Opened, answers: Mapping[str, str]) -> dict[str, Any]:
    whole = {**dict.fromkeys(guide.rules.questions, NOT_SURE), **answers}
    return json.loads(_told(guide.path, tuple(whole.items())))


def ends_at(guide: Opened, answers: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the result that all remaining levels share, if any, and the IDs of those levels."""
    told = asked(guide, answers)
    results, levels = guide.composer().results, guide.rules.levels
    texts = {results.outcome_of(levels[name]) for name in told["levels"]}
    return (texts.pop() if len(texts) == 1 else ""), tuple(told["levels"])


def test_our_readings_are_no_keys(guide: Opened, ready) -> None:
    for item in (item for pile in ready.values() for item in pile):
        for choice in item.choices:
            assert "as we read it" not in choice.text


def test_the_same_seed_asks_the_same(ready) -> None:
    assert quiz(ready, 7, 5) == quiz(ready, 7, 5)
    assert len({quiz(ready, 7, seed) for seed in range(20)}) > 15
    assert quiz(ready, 7, -5) != quiz(ready, 7, 5)
    places = {item.right for seed in range(50) for item in quiz(ready, 5, seed)}
    assert places >= {0, 1, 2}


def test_without_a_terminal_the_key_follows_the_questions(guide: Opened, ready) -> None:
    result = run("quiz", "--questions", "6", "--seed", "4", "--rules", guide.path)
    assert result.code == 0
    said = " ".join(result.out.split())
    assert guide.rules.notices.disclaimer in said
    assert guide.rules.notices.heading in said
    items = quiz(ready, 6, 4)
    questions, key = said.split("Answer 1: ")
    for number, item in enumerate(items, 1):
        assert f"{number}. {item.ask}" in questions
        assert all(f"{i}. {c.text}" in questions for i, c in enumerate(item.choices, 1))
        place, text = item.right + 1, item.choices[item.right].text
        assert f"Answer {number}: choice {place} {text}" in f"Answer 1: {key}"
    assert result.out == run("quiz", "--questions", "6", "--seed", "4", "--rules", guide.path).out


@pytest.mark.parametrize("topic", TOPICS)
def test_one_topic_alone(guide: Opened, ready, topic: str) -> None:
    result = run("quiz", "--topic", topic, "--rules", guide.path)
    assert result.out.count("\nAnswer ") == min(10, len(ready[topic]))
    if not ready[topic]:
        assert f"nothing to ask about '{topic}'" in " ".join(result.err.split())


def test_the_example_in_its_help_runs() -> None:
    (example,) = re.findall(r"explainer quiz (--\S+ .*)", run("quiz", "--help").out)
    assert run("quiz", *example.split()).code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["--questions", "0"],
            "Cannot ask 0 questions. Give a number from 1 to 15.",
        ),
        (["--questions", "-3"], "Cannot ask -3 questions."),
        (
            ["--questions", "two"],
            "--questions: 'two' is not a whole number. Use digits, for example 5.",
        ),
        (["--seed", ""], "--seed: '' is not a whole number."),
        (["--seed", "9" * 5000], "is not a whole number."),
        (["--questions", "28"], "Give a number from 1 to 15."),
        (["--topic", "settle", "--questions", "5"], "from 1 to 4"),
        (["--topic", "words"], "There is nothing to ask about 'words'"),
        (["--topic", "case"], "Did you mean 'cases'?"),
        (["--topic", "zebra"], "Allowed: cases, pairs, settle, words, statements."),
    ],
)
def test_bad_input_is_told_with_what_is_possible(words: list[str], told: str) -> None:
    result = run("quiz", "--rules", OTHER, *words)
    assert result.code == 2
    assert not result.out
    assert told in " ".join(result.err.split())


def test_a_file_too_small_for_choices_is_told(tmp_path: Path) -> None:
    text = (ROOT / "tests" / "valid" / "smallest.yaml").read_text(encoding="utf-8")
    path = tmp_path / "small.yaml"
    path.write_text(text.replace("basis: [s], procedure: wait}", "basis: [s]}"), encoding="utf-8")
    result = run("quiz", "--rules", path)
    assert result.code == 2
    assert "too small for a quiz" in " ".join(result.err.split())


def test_an_empty_quiz_sums_up_to_nothing() -> None:
    assert summary(open_guide(OTHER).composer(), {}) == ["No questions were answered."]


@pytest.mark.thorough
def test_a_large_table_is_asked_about_at_once(tmp_path: Path) -> None:
    """The quiz uses only the first levels."""
    large = tmp_path / "large.yaml"
    large.write_bytes(large_rules(400).replace(b", procedure: p}", b"}", 200))
    started = time.perf_counter()
    assert run("quiz", "--rules", large, "--seed", "1").code == 0
    assert time.perf_counter() - started < 20


def test_a_printed_quiz_goes_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "quiz.md"
    assert run("quiz", "--questions", "3", "-o", path).code == 0
    assert path.read_text(encoding="utf-8").count("## Answer ") == 3


# --- at a terminal ------------------------------------------------------------------------


class Sitting:
    """A quiz in a pseudo-terminal."""

    def __init__(self, *words: str) -> None:
        pexpect = pytest.importorskip("pexpect", reason="needs a Unix terminal")
        self.end_of_file = pexpect.EOF
        self.screen = pexpect.spawn(
            sys.executable,
            [str(ROOT / "explainer_cli.py"), "quiz", "--seed", "2", *words],
            dimensions=(60, 100),
            encoding="utf-8",
            timeout=20,
            env=terminal(),
        )
        self.said = ""

    def answer(self, item: Item, *, right: bool) -> str:
        """Type the number of the right choice or of a wrong one, and return it."""
        self.asked(item)
        place = item.right if right else (item.right + 1) % len(item.choices)
        self.screen.sendline(str(place + 1))
        return f"{place + 1}"

    def asked(self, item: Item) -> None:
        self.screen.expect_exact("\r\n> ")
        self.said += str(self.screen.before)
        assert flat(item.ask) in flat(self.said)

    def rest(self) -> str:
        self.screen.expect(self.end_of_file)
        self.said += str(self.screen.before)
        self.screen.close()
        return flat(self.said)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def items() -> tuple[Item, ...]:
    guide = open_guide(SHIPPED)
    return quiz(pool(guide.composer()), 4, 2)


def score(said: str) -> tuple[int, int]:
    """Return the score and the total in the summary, after asserting that its topics add up."""
    right, count = map(int, re.search(r"(\d+) of (\d+) right on the first try", said).groups())
    after = said.partition("right on the first try.")[2]
    topics = [tuple(map(int, pair)) for pair in re.findall(r": (\d+) of (\d+)", after)]
    assert (sum(r for r, _ in topics), sum(c for _, c in topics)) == (right, count)
    return right, count


def test_missed_ones_come_again_and_the_summary_adds_up(items) -> None:
    sitting = Sitting("--questions", "4")
    for item, right in zip(items, (True, False, True, False), strict=True):
        sitting.answer(item, right=right)
    for item in (items[1], items[3]):
        sitting.answer(turned(item), right=True)
    said = sitting.rest()
    assert sitting.screen.exitstatus == 0
    assert score(said) == (2, 4)
    assert "Question 4 of 4" in said
    assert "Once more: 2 of 2" in said
    assert said.count("Correct.") == 4
    for item in (items[1], items[3]):
        chosen = item.choices[(item.right + 1) % len(item.choices)]
        assert f"Your choice: {flat(chosen.text)} {flat(chosen.why)}".strip() in said
        assert f"Incorrect. The answer is: {flat(item.choices[item.right].text)}" in said
        assert f"To review: explainer show {item.reread}" in said


def test_what_is_no_choice_is_asked_again(items) -> None:
    sitting = Sitting("--questions", "1")
    for typed in ("", "0", "9", "first", "-1"):
        sitting.asked(items[0])
        sitting.screen.sendline(typed)
    sitting.answer(items[0], right=True)
    said = sitting.rest()
    assert said.count("Type a number from 1 to") == 5
    assert score(said) == (1, 1)


@pytest.mark.thorough
@pytest.mark.parametrize(("key", "code"), [("q", 0), ("\x03", 130), ("\x04", 130)])
def test_a_quiz_can_be_left(items, key: str, code: int) -> None:
    """The q key, Ctrl-C and the end of input end the quiz and show the score so far."""
    sitting = Sitting("--questions", "4")
    sitting.answer(items[0], right=True)
    sitting.answer(items[1], right=False)
    sitting.asked(items[2])
    if key == "q":
        sitting.screen.sendline(key)
    else:
        sitting.screen.send(key)
    said = sitting.rest()
    assert score(said) == (1, 2)
    assert "Once more" not in said
    assert sitting.screen.exitstatus == code
    assert "Traceback" not in said
