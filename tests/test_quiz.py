"""The quiz: one right choice each, which the command confirms; and a session that adds up."""

import json
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from conftest import OTHER, ROOT, SHIPPED, Opened, run, terminal

from explainer.model import NOT_SURE
from explainer.paths import paths
from explainer.quiz import TOPICS, Draft, Item, drafts, quiz

SEEDS = 1_000


@pytest.fixture
def ready(guide: Opened) -> dict[str, list[Draft]]:
    return drafts(guide.desk(), guide.table)


def test_each_item_has_one_right_choice_and_none_twice(guide: Opened, ready) -> None:
    """For a thousand seeds; and each item that they draw is answered again."""
    met: dict[str, Item] = {}
    for seed in range(SEEDS):
        items = quiz(ready, 10, seed)
        assert len({item.id for item in items}) == 10
        for item in items:
            texts = [choice.text for choice in item.choices]
            assert len(set(texts)) == len(texts) in range(2, 5)
            right = item.choices[item.right]
            assert right == met.setdefault(item.id, item).choices[met[item.id].right]
            assert item.ask.strip()
            assert item.rule
            assert item.reread
    assert met.keys() == {draft.id for pile in ready.values() for draft in pile}
    answered(guide, met.values())


def answered(guide: Opened, items) -> None:
    """Hold that the command agrees with each key, and with no other choice."""
    decided = {path.level: path.answers for path in paths(guide.table)}
    topics = dict.fromkeys(TOPICS, 0)
    for item in items:
        topics[item.topic] += 1
        kind, name, *rest = item.id.split(".")
        right, wrong = (
            item.choices[item.right].text,
            [choice.text for choice in item.choices if choice != item.choices[item.right]],
        )
        if kind == "case":
            assert ends_at(guide, decided[name]) == (right, (name,))
            assert all(f" {text} " not in f" {right} " for text in wrong)
        elif kind == "pair":
            question, answer = rest
            unsure = dict.fromkeys(guide.rules.questions, NOT_SURE)
            text, levels = ends_at(guide, {**unsure, **decided[name], question: answer})
            assert right == (text if len(levels) == 1 else "More than one case is then possible")
            was, _ = ends_at(guide, decided[name])
            assert was in item.ask
            assert right != was
        elif kind == "settle":
            (question,) = rest
            told = asked(guide, {**decided[name], question: NOT_SURE})
            assert [entry["question"] for entry in told["settle"]] == [question]
            assert told["settle"][0]["ask"] == right
            for answer in guide.rules.questions[question].answers:
                text, levels = ends_at(guide, {**told["answers"], question: answer})
                assert len(levels) == 1
        elif kind == "word":
            meanings = {
                word.id: {guide.rules.statements[s].text for s in word.says}
                for word in guide.rules.glossary.values()
            }
            assert all(text in right for text in meanings[name])
            assert not any(text == " ".join(meanings[name]) for text in wrong)
        else:
            tellers = [
                procedure.name
                for procedure in guide.rules.procedures.values()
                if any(name in ids for ids in procedure.sections.values())
            ]
            assert tellers == [right]
            assert item.told == (guide.rules.statements[name].text,)
            assert guide.rules.statements[name].source == guide.rules.guide
    assert all(topics.values()), topics


@cache
def _told(path: Path, given: tuple[tuple[str, str], ...]) -> str:
    words = [word for q, a in given for word in ("-a", f"{q}={a}")]
    return run("ask", *words, "--format", "json", "--rules", path).out


def asked(guide: Opened, answers) -> dict:
    return json.loads(_told(guide.path, tuple(answers.items())))


def ends_at(guide: Opened, answers) -> tuple[str, tuple[str, ...]]:
    """Return what the command says of answers, as the quiz has it, and the levels left."""
    told = asked(guide, answers)
    level = guide.rules.levels[told["levels"][0]]
    text = told["title"] if level.procedure else guide.desk().words("outcome.none")
    return text, tuple(told["levels"])


def test_no_wrong_choice_names_what_the_right_one_does(guide: Opened, ready) -> None:
    """An outcome by another label is the same outcome."""
    names = {p.name for p in guide.rules.procedures.values()}
    for topic in ("cases", "pairs"):
        for draft in ready[topic]:
            said = {name for name in names if draft.right.text.endswith(f": {name}")}
            for choice in draft.wrong:
                assert not any(choice.text.endswith(f": {name}") for name in said)


def test_the_same_seed_asks_the_same(ready) -> None:
    assert quiz(ready, 7, 5) == quiz(ready, 7, 5)
    assert len({quiz(ready, 7, seed) for seed in range(20)}) > 15
    places = {item.right for seed in range(50) for item in quiz(ready, 5, seed)}
    assert places == {0, 1, 2, 3}


def test_without_a_terminal_the_key_follows_the_questions(guide: Opened, ready) -> None:
    result = run("quiz", "--questions", "6", "--seed", "4", "--rules", guide.path)
    assert result.code == 0
    said = " ".join(result.out.split())
    assert guide.rules.notices.disclaimer in said
    assert guide.rules.notices.heading in said
    items = quiz(ready, 6, 4)
    questions, key = said.split("Key 1: ")
    for number, item in enumerate(items, 1):
        assert f"{number}. {item.ask}" in questions
        assert all(f"{i}. {c.text}" in questions for i, c in enumerate(item.choices, 1))
        place, text = item.right + 1, item.choices[item.right].text
        assert f"Key {number}: choice {place} {text}" in f"Key 1: {key}"
    assert result.out == run("quiz", "--questions", "6", "--seed", "4", "--rules", guide.path).out


@pytest.mark.parametrize("topic", TOPICS)
def test_one_topic_alone(guide: Opened, ready, topic: str) -> None:
    count = str(len(ready[topic]))
    out = run("quiz", "--topic", topic, "--questions", count, "--rules", guide.path).out
    assert out.count("\nKey ") == int(count)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["--questions", "0"],
            "0 questions cannot be asked. There are 25: give a number from 1 to 25.",
        ),
        (["--questions", "-3"], "-3 questions cannot be asked."),
        (["--questions", "28"], "give a number from 1 to 25."),
        (["--topic", "words", "--questions", "3"], "There are 2"),
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


# --- at a terminal ------------------------------------------------------------------------


class Sitting:
    """A student at the keyboard."""

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
        """Choose rightly or wrongly; return what is said before the next prompt."""
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
    from conftest import open_guide

    guide = open_guide(SHIPPED)
    return quiz(drafts(guide.desk(), guide.table), 4, 2)


def score(said: str) -> tuple[int, int]:
    """Return how many of how many, as the summary has it; its topics must add up to that."""
    right, count = map(int, re.search(r"(\d+) of (\d+) right at the first try", said).groups())
    after = said.partition("right at the first try.")[2]
    topics = [tuple(map(int, pair)) for pair in re.findall(r": (\d+) of (\d+)", after)]
    assert (sum(r for r, _ in topics), sum(c for _, c in topics)) == (right, count)
    return right, count


def test_missed_ones_come_again_and_the_summary_adds_up(items) -> None:
    sitting = Sitting("--questions", "4")
    for item, right in zip(items, (True, False, True, False), strict=True):
        sitting.answer(item, right=right)
    for item in (items[1], items[3]):
        sitting.answer(item, right=True)
    said = sitting.rest()
    assert sitting.screen.exitstatus == 0
    assert score(said) == (2, 4)
    assert "Question 4 of 4" in said
    assert "Once more: 2 of 2" in said
    assert said.count("Right.") == 4
    for item in (items[1], items[3]):
        assert f"Not that one. It is: {flat(item.choices[item.right].text)}." in said
        assert f"Read again: explainer show {item.reread}" in said


def test_what_is_no_choice_is_asked_again(items) -> None:
    sitting = Sitting("--questions", "1")
    for typed in ("", "0", "9", "first", "-1"):
        sitting.asked(items[0])
        sitting.screen.sendline(typed)
    sitting.answer(items[0], right=True)
    said = sitting.rest()
    assert said.count("Type a number from 1 to") == 5
    assert score(said) == (1, 1)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("\x03", 130), ("\x04", 130)])
def test_a_quiz_can_be_left(items, key: str, code: int) -> None:
    """By its key, by Ctrl-C, or by the end of the input; what was answered is summed up."""
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
