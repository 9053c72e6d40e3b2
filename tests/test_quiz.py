"""The quiz: each item has one right choice, no wording gives it away, and scores add up."""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import OTHER, ROOT, SHIPPED, TESTS, Opened, large_rules, open_guide, run, terminal

from explainer.cli.quiz import LEVELS
from explainer.decision.paths import paths
from explainer.rules.model import NOT_SURE
from explainer.study.cases import cases
from explainer.study.guessers import GUESSERS, chance, success
from explainer.study.items import CASES, Item, Pool, compared, pool
from explainer.study.quiz import CHOICES, of_level, quiz, score, turned, verdict
from explainer.text import wrap

SEEDS = 1_000
LUCK = 0.05  # how far from chance a guesser may be
SCREEN = (24, 80)  # rows and columns
NO_PROCEDURE = ("document.outcome-none", "document.outcome-several")  # messages


def pool_of(guide: Opened, audience: str = "") -> Pool:
    composer = guide.composer(audience) if audience else guide.composer()
    return pool(composer, cases(composer))


@pytest.fixture
def ready(guide: Opened) -> Pool:
    return pool_of(guide)


# Files that once caused a wrong key or two right choices, or could: levels that skip a question,
# levels with the same procedure or with none, and procedures with the same name.
TRAPS = sorted((TESTS / "quiz").glob("*.yaml"))
FILES = [SHIPPED, OTHER, *TRAPS]
READERS = [(path, audience) for path in FILES for audience in open_guide(path).rules.audiences]
assert len(TRAPS) == 4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "audience"), READERS, ids=lambda value: getattr(value, "stem", value)
)
def test_each_item_has_one_right_choice_and_none_twice(path: Path, audience: str) -> None:
    """Check 1,000 seeds, which together draw every item. The command confirms each key."""
    guide = open_guide(path)
    ready = pool_of(guide, audience)
    every = [item for pile in ready.values() for item in pile]
    met: dict[str, Item] = {}
    places: dict[int, list[int]] = {}
    for seed in range(SEEDS):
        count = len(every) if seed % 100 == 0 else min(10, len(every))
        items = quiz(ready, count, seed)
        assert len({(item.known, item.ask) for item in items}) == count
        assert [item.level for item in items] == sorted(item.level for item in items)
        for item in items:
            texts = [choice.text for choice in item.choices]
            assert len(set(texts)) == len(texts) in range(2, CHOICES + 1)
            assert item.key == met.setdefault(item.id, item).key
            assert all(choice.why for choice in item.choices)
            assert item.ask.strip()
            places.setdefault(len(texts), []).append(item.right)
    assert met.keys() == {item.id for item in every}
    for choices, rights in places.items():
        if len(rights) > SEEDS:
            for place in range(choices):
                assert abs(rights.count(place) / len(rights) - 1 / choices) < LUCK
    answered(guide, [item for item in every if item.topic == CASES and "." in item.id])
    banked(guide, [item for item in every if "." not in item.id], audience)


def banked(guide: Opened, found: Sequence[Item], audience: str) -> None:
    """Assert that the items are those of the bank for a reader, each with its reasons."""
    rules = guide.rules
    assert {item.id for item in found} == {
        name for name, item in rules.items.items() if rules.audience_of(item) == audience
    }
    for item in found:
        known = rules.items[item.id]
        assert item.key.text == known.right.text
        assert item.right == 0
        for choice, written in zip(item.choices, known.choices, strict=True):
            assert [line.cite.statement.id for line in choice.why if line.cite] == [*written.says]


def answered(guide: Opened, found: Sequence[Item]) -> None:
    """Assert that the command confirms the right choice of each item, and no other choice."""
    decided = {path.level: path.answers for path in paths(guide.table)}
    none, several = map(guide.composer().messages, NO_PROCEDURE)
    assert found
    for item in found:
        kind, name, *rest = item.id.split(".")
        right, wrong = item.choices[0].text, {choice.text for choice in item.choices[1:]}
        rule = [line.cite.statement.id for line in item.key.why if line.cite]
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
        else:
            assert kind == "settle"
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


def test_the_bank_is_large_enough() -> None:
    rules = open_guide(SHIPPED).rules
    readers = [rules.audience_of(item) for item in rules.items.values()]
    assert readers.count("student") >= 120
    assert len(readers) - readers.count("student") >= 25
    assert {item.level for item in rules.items.values()} == set(LEVELS)


def test_no_guesser_does_better_or_worse_than_chance() -> None:
    """Position is tested above: it is chosen at random, and does not depend on the bank."""
    items = list(open_guide(SHIPPED).rules.items.values())
    for name, guesser in GUESSERS.items():
        assert abs(success(guesser, items) - chance(items)) < LUCK, name


def test_the_verdict_fits_below_its_question(guide: Opened) -> None:
    """On a screen of 24 lines, a question of the bank, the choice and the verdict fit together.

    A generated question may be longer; then its verdict does.
    """
    rows, columns = SCREEN
    for audience in guide.rules.audiences:
        composer = guide.composer(audience)
        for item in (item for pile in pool_of(guide, audience).values() for item in pile):
            asked = [*(f"  - {text}" for text in item.known), item.ask]
            asked += [f"  {n}. {choice.text}" for n, choice in enumerate(item.choices[:CHOICES], 1)]
            for chosen in range(len(item.choices)):
                said = [*verdict(composer, item, chosen), composer.messages("quiz.next"), "> "]
                shown = said if item.topic == CASES else [*asked, "> 1", *said]
                assert sum(line.startswith("Not ") for line in said) <= 1
                used = [row for line in shown for row in wrap(line, columns, then="     ")]
                assert len(used) <= rows, (item.id, chosen)


def test_easy_items_come_first_and_topics_alternate() -> None:
    ready = pool_of(open_guide(SHIPPED), "student")
    orders = set()
    for seed in range(50):
        items = quiz(ready, 10, seed)
        assert {item.topic for item in items} >= ready.keys() - {CASES}
        for place, (before, after) in enumerate(pairwise(items), 1):
            left = {item.topic for item in items[place:] if item.level == after.level}
            assert before.topic != after.topic or left == {before.topic}
        orders.add(tuple(item.topic for item in items))
    assert len(orders) > 40


def test_generated_items_do_not_favor_one_answer() -> None:
    """As long as there are others, the same answer is not right twice in a row."""
    ready = {CASES: pool_of(open_guide(SHIPPED))[CASES]}
    counts = Counter(item.key.text for item in ready[CASES])
    for seed in range(50):
        drawn = Counter(item.key.text for item in quiz(ready, len(counts), seed))
        assert set(drawn.values()) == {1}


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


def test_without_a_terminal_the_key_follows_the_questions(guide: Opened, ready) -> None:
    result = run("quiz", "--questions", "6", "--seed", "4", "--rules", guide.path)
    assert result.code == 0
    said = " ".join(result.out.split())
    assert guide.rules.notices.disclaimer in said
    assert guide.rules.notices.heading in said
    items = quiz(ready, 6, 4)
    questions, key = said.split("Answer 1: ")
    for number, item in enumerate(items, 1):
        given = f"Given these answers: {' '.join(f'- {text}' for text in item.known)} "
        assert f"{number}. {given if item.known else ''}{item.ask}" in questions
        assert all(f"{i}. {c.text}" in questions for i, c in enumerate(item.choices, 1))
        place, text = item.right + 1, item.choices[item.right].text
        assert f"Answer {number}: choice {place} {text}" in f"Answer 1: {key}"
    assert result.out == run("quiz", "--questions", "6", "--seed", "4", "--rules", guide.path).out


def test_one_topic_or_one_level_alone(guide: Opened, ready: Pool) -> None:
    for topic, items in ready.items():
        result = run("quiz", "--topic", topic, "--rules", guide.path)
        assert result.out.count("\nAnswer ") == min(10, len(items))
    for level in LEVELS:
        left = sum(map(len, of_level(ready, int(level)).values()))
        result = run("quiz", "--level", level, "--questions", left, "--rules", guide.path)
        assert result.out.count("\nAnswer ") == left


def test_the_example_in_its_help_runs() -> None:
    (example,) = re.findall(r"explainer quiz (--\S+ .*)", run("quiz", "--help").out)
    assert run("quiz", *example.split()).code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--questions", "0"], "Cannot ask 0 questions. Give a number from 1 to 9."),
        (["--questions", "-3"], "Cannot ask -3 questions."),
        (
            ["--questions", "two"],
            "--questions: 'two' is not a whole number. Use digits, for example 5.",
        ),
        (["--exam", "ten"], "--exam: 'ten' is not a whole number."),
        (["--exam", "5", "--questions", "5"], "Give --questions or --exam, not both."),
        (["--seed", ""], "--seed: '' is not a whole number."),
        (["--seed", "9" * 5000], "is not a whole number."),
        (["--exam", "28"], "Give a number from 1 to 9."),
        (["--topic", "repair", "--questions", "5"], "from 1 to 2"),
        (["--topic", "price"], "Unknown topic: 'price'. Allowed: repair, cases."),
        (["--topic", "repair", "--level", "3"], "There are no such questions for this reader."),
        (["--topic", "case"], "Did you mean 'cases'?"),
        (["--topic", "zebra"], "Allowed: repair, cases."),
        (["--level", "4"], "Unknown level: '4'. Allowed: 1, 2, 3."),
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
    assert "no question has two choices" in " ".join(result.err.split())


def test_an_empty_quiz_sums_up_to_nothing() -> None:
    assert score(open_guide(OTHER).composer(), {}) == ["No questions were answered."]


@pytest.mark.slow
def test_a_large_table_is_asked_about_at_once(tmp_path: Path) -> None:
    """The quiz uses only the first levels."""
    large = tmp_path / "large.yaml"
    large.write_bytes(large_rules(400).replace(b", procedure: p}", b"}", 200))
    started = time.perf_counter()
    assert run("quiz", "--rules", large, "--seed", "1").code == 0
    assert time.perf_counter() - started < 20


def test_each_place_is_right_equally_often_but_in_no_pattern() -> None:
    ready = pool_of(open_guide(SHIPPED), "student")
    quizzes = [[item.right for item in quiz(ready, 20, seed)] for seed in range(20)]
    assert all(sorted(rights) == sorted([*range(CHOICES)] * 5) for rights in quizzes)
    assert any(len(set(rights[:CHOICES])) < CHOICES for rights in quizzes)


def test_no_two_items_have_the_same_reason_if_that_can_be_avoided() -> None:
    ready = pool_of(open_guide(SHIPPED), "student")
    for seed in range(50):
        reasons = [line for item in quiz(ready, 10, seed) for line in item.key.why]
        assert len(reasons) == len(set(reasons)), seed


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

    def answer(self, item: Item, *, right: bool, go_on: bool = True) -> None:
        """Type the number of the right choice or of a wrong one, and go on after the verdict."""
        self.asked(item)
        place = item.right if right else (item.right + 1) % len(item.choices)
        self.screen.sendline(str(place + 1))
        if go_on:
            self.screen.expect_exact("Press Enter to go on.\r\n> ")
            self.said += str(self.screen.before)
            self.screen.sendline("")

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
    return quiz(pool_of(open_guide(SHIPPED)), 4, 2)


def scored(said: str) -> tuple[int, int]:
    """Return the score and the total in the summary, after asserting that its topics add up."""
    shown = re.search(r"(\d+) of (\d+) right( on the first try)?\.(.*)", said)
    right, count, after = int(shown[1]), int(shown[2]), shown[4]
    topics = [tuple(map(int, pair)) for pair in re.findall(r": (\d+) of (\d+)", after)]
    assert len(topics) != 1  # it would be the same as the total
    assert not topics or tuple(map(sum, zip(*topics, strict=True))) == (right, count)
    return right, count


def test_missed_ones_come_again_until_they_are_right(items) -> None:
    sitting = Sitting("--questions", "4")
    for item, right in zip(items, (True, False, True, False), strict=True):
        sitting.answer(item, right=right)
    sitting.answer(turned(items[1]), right=False)
    sitting.answer(turned(items[3]), right=True)
    sitting.answer(turned(turned(items[1])), right=True)
    said = sitting.rest()
    assert sitting.screen.exitstatus == 0
    assert scored(said) == (2, 4)
    assert "Question 4 of 4 (" in said
    assert said.count("Again: a question you missed (2 left; q to stop)") == 2
    assert said.count("Again: a question you missed (the last one; q to stop)") == 1
    assert said.count("Correct.") == 4
    for item in (items[1], items[3]):
        place = (item.right + 1) % len(item.choices)
        assert f"Incorrect. You chose {place + 1}: {flat(item.choices[place].text)}" in said
        assert f"The answer is {item.right + 1}: {flat(item.key.text)}" in said
        for line in (*item.choices[place].why, *item.key.why):
            assert flat(line.text) in said
        review = f"show {item.reread}" if item.reread else f"quiz --topic {item.topic}"
        assert f"To review: explainer {review}" in said


def test_an_exam_gives_its_verdicts_at_the_end(items) -> None:
    sitting = Sitting("--exam", "4")
    for item, right in zip(items, (True, False, True, False), strict=True):
        sitting.answer(item, right=right, go_on=False)
    before = flat(sitting.said)
    assert not re.search(r"Correct|Incorrect|The answer is|Press Enter", before)
    for item in (items[1], items[3]):
        sitting.screen.expect_exact("Press Enter to go on.\r\n> ")
        shown = flat(str(sitting.screen.before))
        place = (item.right + 1) % len(item.choices)
        assert shown.count("Question ") == 1
        for told in (*item.known, item.ask, f"You chose {place + 1}: {item.choices[place].text}"):
            assert flat(told) in shown
        assert f"The answer is {item.right + 1}: {flat(item.key.text)}" in shown
        sitting.screen.sendline("")
    said = sitting.rest()
    assert sitting.screen.exitstatus == 0
    assert scored(said) == (2, 4)
    assert not re.search("Again:|first try", said)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "code", "said"),
    [("q", 0, "Stopped."), ("\x03", 130, "Stopped."), ("\x04", 130, "ended")],
)
def test_the_review_of_an_exam_can_be_left(items, key: str, code: int, said: str) -> None:
    sitting = Sitting("--exam", "4")
    for item in items:
        sitting.answer(item, right=False, go_on=False)
    sitting.screen.expect_exact("Press Enter to go on.\r\n> ")
    sitting.screen.sendline(key) if key == "q" else sitting.screen.send(key)
    rest = sitting.rest()
    assert said in rest
    assert scored(rest) == (0, 4)
    assert sitting.screen.exitstatus == code


@pytest.mark.slow
def test_an_exam_that_is_left_has_no_review(items) -> None:
    sitting = Sitting("--exam", "4")
    sitting.answer(items[0], right=False, go_on=False)
    sitting.asked(items[1])
    sitting.screen.sendline("q")
    said = sitting.rest()
    assert "The exam is over" not in said
    assert "The answer is" not in said
    assert scored(said) == (0, 1)


def test_what_is_typed_at_a_verdict_is_not_an_answer(items) -> None:
    sitting = Sitting("--questions", "4")
    sitting.answer(items[0], right=True, go_on=False)
    sitting.screen.expect_exact("Press Enter to go on.\r\n> ")
    sitting.screen.sendline("2")
    sitting.screen.expect_exact("Press Enter to go on.\r\n> ")
    sitting.screen.sendline("")
    sitting.asked(items[1])
    sitting.screen.sendline("q")
    assert scored(sitting.rest()) == (1, 1)


def test_opposites_are_not_the_same_choice() -> None:
    assert len({compared(text) for text in ("< 2 mm", "> 2 mm", "5%", "5", "A+", "A-")}) == 6
    assert compared(" Time.") == compared("time")


def test_one_reader_is_told_how_to_practice_again() -> None:
    ready = {"guide": pool_of(open_guide(SHIPPED), "student")["guide"]}
    item = quiz(ready, 1, 2)[0]
    sitting = Sitting("--exam", "1", "--for", "student", "--topic", "guide")
    sitting.answer(item, right=False)
    assert f"explainer quiz --topic {item.topic} --for student" in sitting.rest()


def test_what_is_no_choice_is_asked_again() -> None:
    items = quiz(pool_of(open_guide(SHIPPED)), 1, 2)
    sitting = Sitting("--questions", "1")
    for typed in ("", "0", "9", "first", "-1"):
        sitting.asked(items[0])
        sitting.screen.sendline(typed)
    sitting.answer(items[0], right=True)
    said = sitting.rest()
    assert said.count("Type a number from 1 to") == 5
    assert scored(said) == (1, 1)


@pytest.mark.slow
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
    assert scored(said) == (1, 2)
    assert "Once more" not in said
    assert sitting.screen.exitstatus == code
    assert "Traceback" not in said
