"""A new guide: whatever its author answers, its file is flawless, or the answer is refused."""

import os
import re
import sys
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import yaml
from conftest import ROOT, check, english, process, run, terminal
from hypothesis import given
from hypothesis import strategies as st

from explainer.cli import init
from explainer.rules.starter import Answers
from explainer.text import plain, squeezed

TEMPLATE = (ROOT / "explainer" / "templates" / "starter.yaml").read_text(encoding="utf-8")
VISIBLE = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=15)
WORDS = st.lists(VISIBLE, min_size=1, max_size=5).map(" ".join)
ANSWERS = st.builds(Answers, *[WORDS] * len(Answers._fields))
HOSTILE = [
    "'single' and \"double\"",
    "ends with a backslash \\",
    '\\" quoted',
    "key: value",
    "a # no comment",
    "#5",
    "- item",
    "[a, b]",
    "{title}",
    "{first} {0} {",
    "*alias &anchor !tag",
    "null",
    "yes",
    "2026-11-23",
    "%directive",
    "@at `tick`",
    "? what",
    "| > pipes",
    "A \u00fcber-caf\u00e9 \u2014 \u201cna\u00efve\u201d",
    "\u65e5\u672c\u8a9e\u306e\u540d\u524d",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "\U0001f6b2 bike",
    "<b>bold</b> & co.",
    "incomprehensibilities",
    "responsibilities incomprehensibilities",
    "a b c d e f g h i j k l m n o p q r s t",
]


def filled(value: Any, answers: Answers) -> Any:
    """Return what a YAML file says, with its placeholders filled in."""
    if isinstance(value, dict):
        return {key: filled(each, answers) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, answers) for each in value]
    said = answers._asdict()
    return re.sub(r"\{(\w+)\}", lambda found: said[found[1]], value)


def read(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506 (it makes nothing but strings)


def test_the_template_is_a_sound_guide_itself() -> None:
    assert not check(TEMPLATE.encode()).problems
    assert TEMPLATE.startswith("# yaml-language-server: $schema=rules.schema.json\n")
    assert set(re.findall(r"\{(\w+)\}", TEMPLATE)) == set(Answers._fields)


def test_its_lines_fit_an_editor() -> None:
    for line in TEMPLATE.splitlines():
        assert len(line) <= (100 if line.lstrip().startswith("#") else 120), line


@pytest.mark.thorough
@given(ANSWERS)
def test_an_answer_never_breaks_the_file(answers: Answers) -> None:
    """Each answer is in the file as it was typed, and all else is as in the template."""
    found = read(init.text(answers))
    for key in ("glossary", "statements"):
        found[key] = {name: x for name, x in found[key].items() if not name.startswith("long-")}
    assert found == filled(read(TEMPLATE), answers)


@pytest.mark.parametrize("key", Answers._fields)
@pytest.mark.parametrize("typed", HOSTILE)
def test_a_hostile_answer_is_taken(typed: str, key: str) -> None:
    answers = init.answered(init.DEFAULTS, key, typed)
    assert init.problem_with(answers, key) == ""
    found = check(init.text(answers).encode(), quick=True)
    assert not found.problems
    assert found.guide
    rules = found.guide.rules
    said = (rules.title, *(x.name for x in rules.procedures.values()), rules.noun, rules.expert)
    assert said == answers


@pytest.mark.thorough
@given(WORDS, st.sampled_from(Answers._fields))
def test_any_words_are_taken(typed: str, key: str) -> None:
    """Only an answer that is too wide, or has neither letters nor digits, is refused."""
    answers = init.answered(init.DEFAULTS, key, squeezed(typed)[:40])
    problem = init.problem_with(answers, key)
    assert not problem or "too long" in problem or not plain(typed), problem


@pytest.mark.parametrize(
    ("key", "typed", "reason"),
    [
        ("title", "a" * 81, "at most 80 characters"),
        ("first", "\u65e5" * 21, "at most 40 characters"),
        ("second", "PATCH", "another name"),
        ("title", "You must patch it", "sounds like advice"),
        ("first", "Patch\x1b[D", "control character"),
        ("noun", "re\u202epair", "changes its direction"),
        ("expert", "the \x7f", "control character"),
        ("title", "~", "at least one letter"),
        ("first", "<<", "at least one letter"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(key: str, typed: str, reason: str) -> None:
    assert reason in init.problem_with(init.answered(init.DEFAULTS, key, typed), key)


def test_the_first_result_may_have_the_name_suggested_for_the_second() -> None:
    answers = init.answered(init.DEFAULTS, "first", "new tube")
    assert (answers.first, answers.second) == ("new tube", "Patch")
    assert init.problem_with(answers, "first") == ""


@pytest.mark.parametrize("title", ["Patch or new tube?", *HOSTILE[:3], HOSTILE[-2]])
def test_everything_can_be_made_of_it(title: str, tmp_path: Path) -> None:
    path = tmp_path / "my guide.yaml"
    path.write_text(init.text(Answers(title, 'Glue: "wet"', "Tape # 2")), encoding="utf-8")
    asked = run("ask", "-a", "seen=yes", "-a", "size=small", "--rules", path)
    assert 'Glue: "wet"' in asked.out
    for words in (
        ["ask", "-a", "seen=no"],
        ["ask", "-a", "seen=not-sure", "-a", "size=not-sure"],
        ["show", "tape", "2"],
        ["show", "tape", "2", "time"],
        ["find", "how", "long"],
        ["compare"],
        ["faq"],
        ["help"],
        ["handout", "glue", "wet"],
        ["page"],
        ["quiz", "--seed", "1"],
        ["cards"],
        ["paths"],
        ["flow"],
        ["check", str(path)],
    ):
        found = run(*words, *(["--rules", path] if words[0] != "check" else []))
        assert found.code == 0, (words, found)
        assert found.out


# --- the command ----------------------------------------------------------------------


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_terminal_it_takes_the_defaults(folder: Path) -> None:
    found = run("init")
    assert (found.code, found.out) == (0, "")
    assert [path.name for path in folder.iterdir()] == ["rules.yaml"]
    assert (folder / "rules.yaml").read_text(encoding="utf-8") == init.text(init.DEFAULTS)
    assert found.err.splitlines() == [
        "Saved: rules.yaml",
        "",
        "Now open rules.yaml in an editor: its comments say what to change. Then:",
        "  explainer check rules.yaml                       # find mistakes",
        "  explainer --rules rules.yaml                     # try it as a reader",
        "  explainer page --rules rules.yaml -o guide.html  # make a web page",
    ]
    assert run("check", "rules.yaml").code == 0


def test_the_next_commands_can_be_typed_as_they_are_shown() -> None:
    assert "explainer check 'my guide.yaml'" in run("init", "my guide.yaml").err


def test_an_existing_file_is_replaced_only_if_forced(folder: Path) -> None:
    (folder / "rules.yaml").write_text("mine", encoding="utf-8")
    refused = run("init")
    assert refused.code == 2
    assert "'rules.yaml' already exists. Add --force" in refused.err
    assert (folder / "rules.yaml").read_text(encoding="utf-8") == "mine"
    assert run("init", "--force").code == 0
    assert "title:" in (folder / "rules.yaml").read_text(encoding="utf-8")


def test_a_dash_means_stdout(folder: Path) -> None:
    found = process("init", "-", cwd=folder)
    assert found.returncode == 0
    assert found.stdout.decode() == init.text(init.DEFAULTS)
    assert not found.stderr
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("missing/rules.yaml", "Cannot write 'missing/rules.yaml': No such file or directory."),
        ("folder", "'folder' is a folder."),
        ("folder/", "'folder/' is a folder."),
        ("", "'' is a folder."),
    ],
)
def test_a_file_that_cannot_be_written(file: str, reason: str, folder: Path) -> None:
    (folder / "folder").mkdir()
    found = run("init", file)
    assert found.code == 2
    assert reason in found.err.replace("\\", "/")


def test_a_folder_that_cannot_be_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """This is said before the questions. As root may write anywhere, the answer is made up."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    found = run("init")
    assert found.code == 2
    assert "Cannot write 'rules.yaml': Permission denied." in found.err


# --- at a terminal --------------------------------------------------------------------


class Author:
    """An author at a real terminal of 80 columns and 24 rows."""

    def __init__(self, *words: str) -> None:
        pexpect = pytest.importorskip("pexpect", reason="needs a Unix terminal")
        self.end = pexpect.EOF
        self.screen = pexpect.spawn(
            sys.executable,
            [str(ROOT / "explainer_cli.py"), "init", *words],
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=20,
            env=terminal(),
        )

    def types(self, *lines: str) -> str:
        """Type lines, one at each prompt; return all that is shown if the command ends then."""
        shown = ""
        for line in lines:
            self.screen.expect_exact("\r\n> ")
            shown += self.screen.before + self.screen.after
            self.screen.sendline(line)
        self.screen.expect(self.end)
        self.screen.close()
        return str(shown + self.screen.before).replace("\r\n", "\n")


pytestmark_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix terminal")


@pytestmark_terminal
def test_what_an_author_sees(folder: Path) -> None:
    author = Author()
    shown = author.types("  Tea or   coffee? ", "Tea", "tea", "Coffee", "", "the barista")
    assert author.screen.exitstatus == 0
    texts = english()
    assert texts("init.same") in " ".join(shown.split())
    for text in ("1 of 5: What is", "[Patch or new tube?]", "5 of 5:", "[the mechanic]"):
        assert text in shown
    assert shown.endswith("-o guide.html  # make a web page\n")
    assert len(shown.splitlines()) <= 24
    rules = read((folder / "rules.yaml").read_text(encoding="utf-8"))
    said = (rules["title"], rules["noun"], rules["expert"])
    assert said == ("Tea or coffee?", "repair", "the barista")
    assert [entry["name"] for entry in rules["procedures"].values()] == ["Tea", "Coffee"]


@pytestmark_terminal
def test_enter_takes_every_default(folder: Path) -> None:
    Author("mine.yaml").types(*[""] * len(Answers._fields))
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == init.text(init.DEFAULTS)


@pytestmark_terminal
def test_no_input_asks_nothing(folder: Path) -> None:
    assert "1 of 5" not in Author("--no-input").types()
    assert (folder / "rules.yaml").exists()


@pytestmark_terminal
def test_whoever_quits_gets_no_file(folder: Path) -> None:
    author = Author()
    assert "Stopped. Nothing was saved." in author.types("", "Q")
    assert author.screen.exitstatus == 0
    closed = Author()
    closed.screen.expect_exact("> ")
    closed.screen.sendeof()
    assert "The input ended" in closed.types()
    assert closed.screen.exitstatus == 130
    assert not list(folder.iterdir())


@pytestmark_terminal
def test_a_file_in_the_way_is_said_before_the_questions(folder: Path) -> None:
    (folder / "rules.yaml").write_text("mine", encoding="utf-8")
    author = Author()
    assert "already exists" in author.types()
    assert author.screen.exitstatus == 2


@pytestmark_terminal
def test_an_accent_typed_as_two_characters_is_one(folder: Path) -> None:
    typed = normalize("NFD", "Caf\u00e9")
    Author().types(typed, *[""] * 4)
    found = check((folder / "rules.yaml").read_bytes())
    assert found.guide
    assert found.guide.rules.title == "Caf\u00e9"
