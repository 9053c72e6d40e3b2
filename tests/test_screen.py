"""A person at a 24-row terminal: the answer, what they may type after it, and the sheet.

A model of the terminal's screen shows what is visible, as a person would see it.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import OTHER, ROOT, SHIPPED, Opened, data, open_guide, run, terminal

from explainer.rules.model import NOT_SURE

pexpect = pytest.importorskip("pexpect", reason="needs a Unix terminal")
pyte = pytest.importorskip("pyte", reason="needs '.[test]'")
if sys.platform == "win32":
    pytest.skip("needs a Unix terminal", allow_module_level=True)

PROMPT = "\r\n> "
KEYS = "Enter start  a all  p print a checklist  s sources  b back  c change  q quit"
READERS = ("parent", "staff", "student")
SIZES = ((80, 24), (40, 45))
MOST_ROWS = {80: 20, 40: 40}  # of a card, by width
MOST_BELOW = 4  # rows of topics, keys and prompt
SCREENS = data("shipped/screens.yaml")
READING = SCREENS["reading"]


class Case(NamedTuple):
    """The answers that a person types, by question, and the title of the card that they see."""

    answers: dict[str, str]
    title: str
    level: str = ""


CASES = {name: Case(**case) for name, case in SCREENS["cases"].items()}
ANSWERS, TITLE, LEVEL = CASES[READING["case"]]


@lru_cache(maxsize=1)
def shipped() -> Opened:
    return open_guide(SHIPPED)


class Seen(NamedTuple):
    """The result of a typed line: all the rows of its output, and the rows on the screen."""

    output: tuple[str, ...]
    screen: tuple[str, ...]
    cursor: tuple[int, int]  # column and row, from 0

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.output).split())

    def below_title(self, title: str) -> tuple[str, ...]:
        """Return the rows of the output from a document's title to the prompt."""
        starts = range(len(self.output))
        found = (n for n in starts if " ".join(self.output[n : n + 3]).startswith(title))
        first = next(found, None)
        assert first is not None, f"no title {title!r} in {self.output}"
        return self.output[first:]

    @property
    def topics(self) -> dict[str, str]:
        """The topics below a card, by number."""
        rows = [row for row in self.output if re.match(r"\d+ [a-z]", row)]
        return dict(re.findall(r"(\d+) (\D+?)(?=  \d|$)", "  ".join(rows)))


def rows_of(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in lines)


class Terminal:
    """The program in a pseudo-terminal, and a model of what its screen shows."""

    def __init__(
        self, *words: str, size: tuple[int, int] = SIZES[0], cwd: Path = ROOT, **env: str
    ) -> None:
        self.columns, rows = size
        self.screen = pyte.Screen(self.columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.program = pexpect.spawn(
            sys.executable,
            [str(ROOT / "explainer_cli.py"), "ask", "--rules", str(SHIPPED), *words],
            dimensions=(rows, self.columns),
            encoding="utf-8",
            timeout=20,
            cwd=str(cwd),
            env=terminal(**env),
        )
        self.program.delaybeforesend = None  # no pause before each line, for speed
        self.last = self.seen()

    def seen(self) -> Seen:
        """Wait for the prompt; return what was shown."""
        self.program.expect_exact(PROMPT)
        shown = self.program.before + PROMPT
        self.stream.feed(shown)
        output = re.sub(r"\x1b\[[0-9;]*m", "", shown).split("\r\n")
        cursor = self.screen.cursor
        self.last = Seen(rows_of(output), rows_of(self.screen.display), (cursor.x, cursor.y))
        return self.last

    def type(self, line: str) -> Seen:
        self.program.sendline(line)
        return self.seen()

    def answer(self, answers: dict[str, str]) -> Seen:
        """Go back to the first question, then answer the questions one by one."""
        while "Question 1 of " not in self.last.text:
            self.type("b")
        for answer in answers.values():
            assert "Question " in self.last.text, "more answers than questions"
            self.type(answer)
        assert "Question " not in self.last.text, "more questions than answers"
        return self.last

    def leave(self, line: str = "q") -> int:
        self.program.sendline(line)
        self.program.expect(pexpect.EOF)
        self.program.close()
        return int(self.program.exitstatus)


@lru_cache(maxsize=len(READERS) * len(SIZES))
def walk(reader: str, size: tuple[int, int]) -> dict[str, Seen]:
    """Answer every case in one session; return what was shown after each last answer."""
    at = Terminal("--for", reader, size=size)
    shown = {name: at.answer(case.answers) for name, case in CASES.items()}
    assert at.leave() == 0
    return shown


def card(rows: Sequence[str]) -> tuple[str, ...]:
    """Return the rows of an output down to the end of its card."""
    below = next(
        n for n, row in enumerate(rows) if re.match(r"1 [a-z]|m \d+ more|Enter answer", row)
    )
    return tuple(rows[:below])


def printed(
    answers: dict[str, str], reader: str = READERS[0], columns: int = 80
) -> tuple[str, ...]:
    """Return the card that the command prints if all answers are given in advance."""
    words = [*in_advance(answers), "--for", reader, "--format", "text", "--rules", SHIPPED]
    text, _, more = run("ask", *words, COLUMNS=str(columns)).out.rpartition("\n\n")
    assert "--all" in more
    return tuple(text.split("\n"))


def in_advance(answers: dict[str, str]) -> list[str]:
    """Return the options that give answers in advance."""
    return [word for pair in answers.items() for word in ("-a", "=".join(pair))]


def test_the_cases_include_every_level() -> None:
    rules = shipped().rules
    assert {case.level for case in CASES.values()} - {""} == set(rules.levels)
    assert set(READERS) == set(rules.audiences)
    unsure = [case.answers for case in CASES.values() if {*case.answers.values()} == {NOT_SURE}]
    assert [set(answers) for answers in unsure] == [set(rules.questions)]
    assert sum(not case.level for case in CASES.values()) >= 3


# --- the answer ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("case", CASES)
def test_the_whole_card_is_visible_with_the_prompt(
    case: str, reader: str, size: tuple[int, int]
) -> None:
    """After the last answer nobody has to scroll up, whatever the answer and the reader."""
    columns, height = size
    seen, (answers, title, _) = walk(reader, size)[case], CASES[case]
    rows = seen.below_title(title)
    shown = card(rows)
    assert shown == printed(answers, reader, columns)
    assert len(shown) <= MOST_ROWS[columns]
    assert len(rows) - len(shown) <= MOST_BELOW
    assert len(rows) <= height, f"{len(rows) - height} rows are out of sight"
    assert seen.screen[-len(rows) :] == rows
    assert seen.screen[-1] == ">"
    assert seen.cursor == (2, height - 1)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_no_key_is_split_from_its_name(size: tuple[int, int]) -> None:
    for reader in READERS:
        for seen in walk(reader, size).values():
            first = next(n for n, row in enumerate(seen.output) if row.startswith("Enter start"))
            assert "  ".join(seen.output[first:-1]) == KEYS


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_each_topic_is_offered_and_visible_with_the_prompt(reader: str) -> None:
    """Every topic fits in 80 columns. The topic's card fits on the screen, with its question."""
    rules = shipped().rules
    sections = {s.topic: s.question or s.topic for s in rules.sections.values() if s.topic}
    at = Terminal("--for", reader)
    for name, case in CASES.items():
        level = rules.levels.get(case.level)
        if level is None:
            continue
        offered = at.answer(case.answers).topics
        procedure = rules.procedures.get(level.procedure)
        answered = {*level.sections, *(procedure.sections if procedure else ())}
        own = {rules.sections[n].topic for n in answered} - {""}
        assert own <= set(offered.values()), name
        title = (procedure or level).name
        for number, topic in offered.items():
            seen = at.type(number)
            asked = sections.get(topic)
            rows = seen.below_title(f"{title}: {asked}" if asked else topic.capitalize())
            if asked:
                assert seen.topics == offered
            else:  # an entry of its own, with topics of its own
                assert at.type("b").topics == offered
            assert len(card(rows)) <= MOST_ROWS[80]
            assert seen.screen[-len(rows) :] == rows, (name, topic)
    assert at.leave() == 0


@pytest.mark.slow
def test_the_first_question_is_visible_with_when_to_get_help() -> None:
    for reader in READERS:
        at = Terminal("--for", reader)
        assert at.last.output[0] == shipped().rules.title
        assert len(at.last.output) <= 24
        for text in SCREENS["first"]:
            assert text in " ".join(at.last.screen)
        assert at.last.screen[len(at.last.output) - 1] == ">"
        assert at.leave() == 0


def test_the_flags_before_the_first_question_are_explained() -> None:
    at = Terminal()
    shown = at.last.screen
    assert any(row.endswith("+") for row in shown)
    assert sum(row.strip() == "+ from other sources." for row in shown) == 1
    assert at.leave() == 0


# --- what a person may type after the answer --------------------------------------------------


@pytest.fixture(scope="module")
def answered() -> Iterator[Terminal]:
    at = Terminal()
    at.answer(ANSWERS)
    yield at
    assert at.leave() == 0


@pytest.fixture
def at(answered: Terminal) -> Terminal:
    """Return a terminal that shows one card, whatever the last test showed after it."""
    answered.type("c")
    assert is_answer(answered.type(""))
    return answered


def is_answer(seen: Seen) -> bool:
    return card(seen.below_title(TITLE)) == printed(ANSWERS)


@pytest.mark.parametrize("typed", READING["topics"])
def test_a_topic_by_number_or_by_name_or_by_question(at: Terminal, typed: str) -> None:
    """A name can be shortened to three characters, and a question to any of its words."""
    seen = at.type(typed)
    assert seen.output[1:3] == ("", READING["topics"][typed])
    assert len(seen.topics) > 9
    assert seen.output[-2:] == (KEYS, ">")


def test_anything_else_is_asked_again(at: Terminal) -> None:
    topics = at.last.topics
    for typed in (*READING["unknown"], str(len(topics) + 1)):
        seen = at.type(typed)
        problem = f"'{typed}' is not one of the choices. Type a number from 1 to {len(topics)}, "
        assert seen.text.startswith(f"{typed} {problem}")
        assert seen.topics == topics
        assert seen.output[-2:] == (KEYS, ">")
        assert len(seen.output) <= MOST_BELOW + 3


@pytest.mark.slow
def test_without_topics_no_number_is_asked_for() -> None:
    at = Terminal("--rules", str(OTHER))
    assert not at.answer({"tyre": "no", "hole": "pin"}).topics
    for typed in ("1", "zzz"):
        told = at.type(typed).text
        assert f"'{typed}' is not one of the choices." in told
        assert "number" not in told
    assert at.leave() == 0


@pytest.mark.slow
def test_a_narrow_screen_names_the_rest_of_the_topics() -> None:
    at = Terminal(size=SIZES[1])
    seen = at.answer(ANSWERS)
    shown = [row for row in seen.output if re.search(r"m \d+ more", row)]
    assert len(shown) == 1
    every = at.type("m").topics
    assert len(every) > len(seen.topics)
    assert at.type(str(len(every))).output[1] == ""


def test_a_procedure_that_is_chosen_offers_its_topics() -> None:
    at = Terminal()
    outcomes = at.answer(CASES[SCREENS["others"][0][0]].answers).topics
    topics = at.type(SCREENS["others"][0][1]).topics
    assert topics
    assert topics != outcomes
    assert at.type("b").topics == outcomes


def test_back_shows_the_answer_again(at: Terminal) -> None:
    for key in ("b", "back"):
        at.type("2")
        seen = at.type(key)
        assert is_answer(seen)
        rows = seen.below_title(TITLE)
        assert seen.screen[-len(rows) :] == rows


def test_everything_has_numbers_and_sources(at: Terminal) -> None:
    for key in ("a", "ALL", "everything"):
        told = at.type(key)
        assert set(READING["everything"]) < set(told.output)
        assert re.search(r"\[\d+\]", told.text)
        assert told.output[-2:] == (KEYS, ">")


def test_sources_follow_each_statement_of_the_card(at: Terminal) -> None:
    rules = shipped().rules
    sections = rules.procedures[rules.levels[LEVEL].procedure].card[READERS[0]].values()
    ids = [*rules.notices.help.now.brief, *rules.notices.help.today.brief]
    ids += [name for names in sections for name in names]
    for key in ("s", "sources"):
        told = at.type(key).text
        for name in ids:
            statement = rules.statements[name]
            title = rules.sources[statement.source].title
            cited = told.partition(statement.text)[2]
            assert cited.startswith(f" From: {title}. "), name
            assert f" {statement.place}." in cited.partition(" From: ")[2].partition(" From: ")[0]


def test_back_asks_the_last_question_again(at: Terminal) -> None:
    last = READING["last"]
    for key in ("b", "back"):
        seen = at.type(key)
        assert last["position"] in seen.output
        assert last["ask"] in seen.output
        at.type(last["other"][0]).below_title(CASES[last["case"]].title)
        assert last["position"] in at.type("b").output
        assert is_answer(at.type(last["same"][0]))


def test_change_lists_the_answers_and_changes_one(at: Terminal) -> None:
    last, number = READING["last"], str(len(ANSWERS))
    for key in ("c", "change"):
        seen = at.type(key)
        listed = " ".join(shipped().guide.answer(q, a) for q, a in ANSWERS.items())
        assert re.sub(r"\d\. .*?\? ", "", seen.text).startswith(f"{key} {listed} Which answer")
        seen = at.type("")
        assert "Nothing was changed." in seen.output
        assert is_answer(seen)
        at.type(key)
        assert last["ask"] in at.type(number).output
        at.type(last["other"][1]).below_title(CASES[last["case"]].title)
        at.type(key)
        at.type(number)
        assert is_answer(at.type(last["same"][1]))


@pytest.mark.slow
def test_what_else_may_be_read_about_a_result() -> None:
    """An open result leads to its procedures and their comparison, a level to other procedures."""
    at = Terminal()
    for case, typed, title in SCREENS["others"]:
        at.answer(CASES[case].answers)
        seen = at.type(typed)
        assert seen.output[1:3] == ("", title)
        assert seen.output[-2:] == (KEYS, ">")
    assert at.leave() == 0


@pytest.mark.slow
@pytest.mark.parametrize("key", ["q", "QUIT", "exit"])
def test_quit_ends_without_a_word(key: str) -> None:
    *before, last = ANSWERS
    at = Terminal(*in_advance({question: ANSWERS[question] for question in before}))
    at.type(ANSWERS[last]).below_title(TITLE)
    assert at.leave(key) == 0
    assert at.program.before.strip() == key


# --- the sheet ----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("here", "programs", "temporary"):
        (tmp_path / name).mkdir()
    return tmp_path


def in_folder(folder: Path, **env: str) -> Terminal:
    at = Terminal(cwd=folder / "here", TMPDIR=str(folder / "temporary"), **env)
    at.answer(ANSWERS)
    return at


def is_sheet(page: str) -> bool:
    return READING["sheet"] in page and "911" in page


@pytest.mark.slow
@pytest.mark.parametrize("key", ["p", "print", "sheet"])
def test_the_sheet_opens_in_the_browser(key: str, folder: Path) -> None:
    browser = folder / "programs" / "browser"
    browser.write_text('#!/bin/sh\nprintf %s "$1" >"$OPENED"\n', encoding="utf-8")
    browser.chmod(0o700)
    at = in_folder(folder, BROWSER=str(browser), OPENED=str(folder / "opened"))
    seen = at.type(key)
    assert "The sheet is open in your browser." in seen.text
    assert seen.output[-2:] == (KEYS, ">")
    assert at.leave() == 0
    address = (folder / "opened").read_text(encoding="utf-8")
    assert address.startswith("file:///")
    assert is_sheet(Path(address.removeprefix("file://")).read_text(encoding="utf-8"))
    assert not list((folder / "here").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("browser", ["", "false"], ids=["none", "one that fails"])
def test_without_a_browser_the_sheet_is_saved(browser: str, folder: Path) -> None:
    if browser:
        (folder / "programs" / browser).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (folder / "programs" / browser).chmod(0o700)
    env = {"BROWSER": str(folder / "programs" / browser)} if browser else {}
    at = in_folder(folder, PATH=str(folder / "programs"), **env)
    seen = at.type("p")
    assert f"Saved: explainer-{LEVEL}.html" in seen.output
    assert seen.output[-2:] == (KEYS, ">")
    assert at.leave() == 0
    saved = folder / "here" / f"explainer-{LEVEL}.html"
    assert is_sheet(saved.read_text(encoding="utf-8"))
    assert [*(folder / "here").iterdir()] == [saved]
    assert not list((folder / "temporary").iterdir())


@pytest.mark.slow
def test_a_sheet_that_cannot_be_made_does_not_end_the_session(folder: Path) -> None:
    at = in_folder(folder, PATH=str(folder / "programs"), EXPLAINER_LOGO="nowhere.png")
    seen = at.type("p")
    assert "The logo 'nowhere.png' cannot be read" in seen.text
    assert seen.output[-2:] == (KEYS, ">")
    assert at.leave() == 0
