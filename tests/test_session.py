"""Interactive sessions in a pseudo-terminal, driven as a person would drive them."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import OTHER, ROOT, SHIPPED, data, large_rules, terminal

pexpect = pytest.importorskip("pexpect", reason="needs a Unix terminal")
if sys.platform == "win32":
    pytest.skip("needs a Unix terminal", allow_module_level=True)

PROMPT = "\r\n> "
OFFER = "to print."
CUT = "Is the tyre itself cut?"
HOLE = "What does the hole in the tube look like?"


class Session:
    """An interactive session in a pseudo-terminal."""

    def __init__(self, *words: str, columns: int = 80, rules: Path = OTHER) -> None:
        self.screen = pexpect.spawn(
            sys.executable,
            [str(ROOT / "explainer_cli.py"), *words, "--rules", str(rules)],
            dimensions=(50, columns),
            encoding="utf-8",
            timeout=20,
            env=terminal(EXPLAINER_BY=os.environ.get("EXPLAINER_BY", "")),
        )

    def asked(self) -> str:
        """Wait for the prompt, and return the output before it."""
        self.screen.expect_exact(PROMPT)
        return str(self.screen.before)

    def type(self, words: str) -> str:
        self.screen.sendline(words)
        return self.asked()

    def end(self, words: str | None = None) -> str:
        """Type a last line, if any, wait for the end, and return the rest of the output."""
        if words is not None:
            self.screen.sendline(words)
        said = ""
        if self.screen.expect_exact([f"{OFFER}{PROMPT}", pexpect.EOF]) == 0:
            said = str(self.screen.before)
            self.screen.sendline("")
            self.screen.expect(pexpect.EOF)
        self.screen.close()
        return said + str(self.screen.before)

    @property
    def code(self) -> Any:
        return self.screen.exitstatus


@pytest.fixture
def session() -> Iterator[Session]:
    yield Session()


def test_answers_by_number_id_and_text(session: Session) -> None:
    said = session.asked()
    for text in ("This is not a repair order.", "Stop riding", "Question 1 of at most 2", CUT):
        assert text in said
    assert "3. Not sure" in said
    assert HOLE in session.type("2")
    told = session.end("sli")
    assert "The guide describes: New tube" in told
    assert "Scroll up" in told
    assert session.code == 0
    by_id = Session()
    by_id.asked()
    by_id.type("no")
    assert "The guide describes: Patch" in by_id.end("pin")


def test_why_back_change_and_what_falls_away(session: Session) -> None:
    session.asked()
    said = session.type("?")
    assert "Why we ask: A cut tyre lets any tube burst." in said
    assert "You can ask the mechanic: Is the tyre cut through?" in said
    assert "first question" in session.type("b")
    assert "no earlier answer" in session.type("c")
    assert HOLE in session.type("no")
    assert CUT in session.type("b")
    assert HOLE in session.type("3")
    listed = session.type("c")
    assert f"1. {CUT} Not sure" in listed
    assert CUT in session.type("1")
    assert "The tyre is cut" in session.end("yes")
    assert session.code == 0


def test_a_changed_answer_names_the_later_ones_it_drops() -> None:
    """The second question's answer, given in advance, is no longer needed."""
    session = Session("-a", "hole=pin")
    session.asked()
    told = session.end("1")
    assert "'hole' was not needed" in told
    assert session.code == 0


@pytest.mark.parametrize("case", data("shipped/sessions.yaml"), ids=lambda c: " ".join(c["typed"]))
def test_a_whole_session(case: dict[str, list[str]]) -> None:
    session = Session(*case.get("with", []), rules=SHIPPED)
    told = session.asked()
    for line in case["typed"][:-1]:
        told += session.type(line)
    told += session.end(case["typed"][-1])
    assert session.code == 0
    plain = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", told).split())
    for text in case["told"]:
        assert text in plain


def test_change_can_be_called_off(session: Session) -> None:
    session.asked()
    session.type("no")
    session.type("c")
    assert "Nothing was changed." in session.type("")
    session.type("c")
    assert CUT in session.type("1")
    assert HOLE in session.type("b")
    assert "Patch" in session.end("1")


def test_what_is_not_understood_is_said_and_asked_again(session: Session) -> None:
    session.asked()
    assert "'9' is not one of the answers. Type a number from 1 to 3" in session.type("9")
    assert "Type a number from 1 to 3, or ? for help." in session.type("")
    session.type("no")
    assert "'a' fits more than one answer. Type a number from 1 to 4." in session.type("a")
    said = session.type("new tube")
    assert "'new tube' is not one of the answers" in said
    assert "To read about it, type q to quit, and then: explainer show new tube" in said
    assert "The guide describes: Patch" in session.end("A PIN")


def test_no_input_means_none_even_at_a_terminal() -> None:
    session = Session("ask", "--no-input")
    assert "--answer tyre=ANSWER" in session.end()
    assert session.code == 2


def test_quit_is_calm(session: Session) -> None:
    session.asked()
    assert "Stopped. Nothing was saved." in session.end("q")
    assert session.code == 0


def test_control_c_is_calm(session: Session) -> None:
    session.asked()
    session.screen.sendintr()
    told = session.end()
    assert "Stopped." in told
    assert "Traceback" not in told
    assert session.code == 130


def test_the_end_of_the_input_is_calm(session: Session) -> None:
    session.asked()
    session.screen.sendeof()
    told = session.end()
    assert "The input ended" in told
    assert session.code == 130


def test_narrow_terminal() -> None:
    """In 40 columns, no line of the prompts or the result is too long."""
    session = Session(columns=40)
    said = session.asked() + session.type("no")
    told = session.end("not")
    text = re.sub(r"\x1b\[[0-9;]*m", "", said + told)
    assert all(len(line) <= 40 or "https://" in line for line in text.splitlines())
    assert "Not clear yet" in text


def test_no_colour_where_none_is_wanted() -> None:
    screen = pexpect.spawn(
        sys.executable,
        [str(ROOT / "explainer_cli.py"), "-a", "tyre=yes", "--rules", str(OTHER)],
        encoding="utf-8",
        env=terminal(NO_COLOR="1"),
    )
    screen.expect(pexpect.EOF)
    assert "The tyre is cut" in screen.before
    assert not re.search(r"\x1b\[[0-9;]*(3[0-9]|9[0-7])m", screen.before)


def test_closed_pipe_at_a_terminal() -> None:
    words = f"{sys.executable} {ROOT / 'explainer_cli.py'} -a tyre=yes --rules {OTHER}"
    screen = pexpect.spawn(
        "/bin/bash", ["-c", f"{words} --format text | head -1"], encoding="utf-8"
    )
    screen.expect(pexpect.EOF)
    assert screen.before.strip() == "The tyre is cut"


def test_styles_at_a_terminal() -> None:
    """The title is bold, headings are in color, and when to get help is in red."""
    session = Session("-a", "tyre=yes")
    told = session.end()
    assert "\x1b[1mThe tyre is cut" in told
    assert "\x1b[1;36mWhy you see this" in told
    assert "\x1b[1;31mStop riding" in told


def test_a_bar_shows_how_far_long_work_is(tmp_path: Path) -> None:
    """It appears after a second (here, at once) and disappears when the result is ready."""
    large = tmp_path / "large.yaml"
    large.write_bytes(large_rules(2000))
    start = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['x', 'check', {str(large)!r}]"
    )
    at_once = "from explainer.cli import screen; screen.PATIENCE = -1.0"
    code = f"{start}; {at_once}; import explainer_cli; explainer_cli.main()"
    screen = pexpect.spawn(
        sys.executable,
        ["-c", code, "check", str(large)],
        dimensions=(30, 90),
        encoding="utf-8",
        env=terminal(),
    )
    screen.expect(r"Reading .*%")
    screen.expect(r"Proving .*%")
    screen.expect("complete: yes, unique: yes")
    screen.expect(pexpect.EOF)


def test_a_sheet_is_saved_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is saved under an unused name, and only if the user asks for it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXPLAINER_BY", "Us, 555 0100")
    for name in ("explainer-pinhole.html", "explainer-pinhole-2.html"):
        session = Session()
        session.asked()
        session.type("no")
        assert "save this as a sheet" in session.type("pin")
        assert f"Saved: {name}" in session.end("s")
        assert session.code == 0
        sheet = (tmp_path / name).read_text(encoding="utf-8")
        assert "<h1>The guide describes: Patch</h1>" in sheet
        assert "Is the tyre itself cut? No, it is whole." in sheet
        assert "Given by: Us, 555 0100" in sheet
    for last in ("", "q", "no"):
        session = Session()
        session.asked()
        session.type("no")
        session.type("not")
        session.end(last)
        assert session.code == 0
    session = Session()
    session.asked()
    session.type("yes")
    session.screen.sendintr()
    assert "Traceback" not in session.end()
    assert session.code == 0
    assert len(list(tmp_path.iterdir())) == 2
