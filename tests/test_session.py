"""Interactive sessions in a pseudo-terminal, driven as a person would drive them."""

import json
import re
import signal
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
KEYS = "Enter start  a all  p print a checklist  s sources  b back  c change  q quit"
START = "Press Enter to answer a few questions, or type a name, a code or a question."
CUT = "Is the tyre itself cut?"
HOLE = "What does the hole in the tube look like?"


class Session:
    """An interactive session in a pseudo-terminal."""

    def __init__(
        self,
        *words: str,
        bare: bool = False,
        columns: int = 80,
        rules: Path = OTHER,
        cwd: Path = ROOT,
        **env: str,
    ) -> None:
        command = [] if bare else ["ask"]
        self.screen = pexpect.spawn(
            sys.executable,
            [str(ROOT / "explainer_cli.py"), *command, *words, "--rules", str(rules)],
            dimensions=(50, columns),
            encoding="utf-8",
            timeout=20,
            cwd=str(cwd),
            env=terminal(**env),
            # Tests started in the background of a shell ignore Ctrl-C, and so would this.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        self.screen.delaybeforesend = None  # no pause before each line, for speed

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
        self.screen.expect(pexpect.EOF)
        self.screen.close()
        return str(self.screen.before)

    @property
    def code(self) -> Any:
        return self.screen.exitstatus


def unstyled(text: str) -> str:
    """Return terminal output without its styles and line breaks."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def title(text: str) -> str:
    """Return the first bold line of terminal output, which is a document's title, or ""."""
    found = re.search(r"^\x1b\[1m(.+?)\x1b\[0m\r?$", text, re.MULTILINE)
    return found[1] if found else ""


@pytest.fixture
def session() -> Iterator[Session]:
    yield Session()


def test_answers_by_number_id_and_text(session: Session) -> None:
    said = session.asked()
    for text in ("This is not a repair order.", "Stop riding", "Question 1 of at most 2", CUT):
        assert text in said
    assert "3. Not sure" in said
    assert HOLE in session.type("2")
    told = session.type("sli")
    assert title(told) == "The guide describes New tube: what to expect"
    assert told.endswith(KEYS)
    assert session.end("q") == "q\r\n"
    assert session.code == 0
    by_id = Session()
    by_id.asked()
    by_id.type("no")
    assert title(by_id.type("pin")) == "The guide describes Patch: what to expect"


def test_a_hint_is_below_its_question_whenever_it_is_asked(tmp_path: Path) -> None:
    hint = "Pump it up, and hold it under water."
    hinted = tmp_path / "hinted.yaml"
    text = OTHER.read_text(encoding="utf-8")
    hinted.write_text(text.replace(f"ask: {HOLE}\n", f"ask: {HOLE}\n    hint: '{hint}'\n"))
    session = Session(rules=hinted)
    assert hint not in session.asked()
    below = f"{HOLE}\r\n{hint}\r\n  1. "
    for typed in ("no", "patch", "b"):
        assert (below in session.type(typed)) == (typed != "b")
    assert below in session.type("no")
    session.type("slit")
    assert hint not in session.type("c")
    assert below in session.type("2")
    session.end("q")


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
    assert title(session.type("yes")) == "The tyre is cut"


@pytest.mark.slow
def test_an_answer_in_advance_that_is_not_needed_is_named() -> None:
    """The second question's answer, given in advance, is no longer needed."""
    session = Session("-a", "hole=pin")
    session.asked()
    told = session.type("1")
    assert "'hole' was not needed" in told
    assert title(told) == "The tyre is cut"


@pytest.mark.slow
@pytest.mark.parametrize("case", data("shipped/sessions.yaml"), ids=lambda c: " ".join(c["typed"]))
def test_a_whole_session(case: dict[str, Any]) -> None:
    session = Session(*case.get("with", []), rules=SHIPPED)
    told = [session.asked(), *map(session.type, case["typed"])]
    assert title(told[-1]) == case["title"]
    assert told[-1].endswith(KEYS)
    session.end("q")
    assert session.code == 0
    for text in case.get("told", []):
        assert text in unstyled(" ".join(told))
    for text in case.get("ends", []):
        assert text in unstyled(told[-1])
    for text in case.get("never", []):
        assert text not in unstyled(" ".join(told))


@pytest.mark.slow
def test_change_can_be_called_off(session: Session) -> None:
    session.asked()
    session.type("no")
    session.type("c")
    assert "Nothing was changed." in session.type("")
    session.type("c")
    assert CUT in session.type("1")
    assert HOLE in session.type("b")
    assert title(session.type("1")) == "The guide describes Patch: what to expect"
    session.type("c")
    told = session.type("")
    assert "Nothing was changed." in told
    assert title(told) == "The guide describes Patch: what to expect"


def test_what_is_not_understood_is_said_and_asked_again(session: Session) -> None:
    session.asked()
    assert "'9' is not one of the answers. Type a number from 1 to 3" in session.type("9")
    assert "Type a number from 1 to 3, or ? for help." in session.type("")
    session.type("no")
    assert "'a' matches more than one answer. Type a number from 1 to 4." in session.type("a")
    assert "'zzz' is not one of the answers." in session.type("zzz")
    assert title(session.type("A PIN")) == "The guide describes Patch: what to expect"


# --- looking things up ------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("case", data("shipped/lookups.yaml"), ids=lambda c: " ".join(c["typed"]))
def test_whatever_is_not_an_answer_is_looked_up(case: dict[str, Any]) -> None:
    """The card is shown, and the question or the choices come again."""
    session = Session(rules=SHIPPED, bare=case.get("bare", False))
    told = [session.asked(), *map(session.type, case["typed"])][-1]
    assert title(told) == case["title"]
    for text in case["told"]:
        assert text in unstyled(told)
    assert unstyled(told).endswith(case["ends"])
    session.end("q")
    assert session.code == 0


def test_the_first_screen_comes_before_the_questions_and_after_an_answer() -> None:
    session = Session(bare=True)
    first = session.asked()
    assert first.endswith(START)
    assert CUT not in first
    assert CUT in session.type("")
    session.type("no")
    assert title(session.type("pin")) == "The guide describes Patch: what to expect"
    assert session.type("").endswith(START)
    assert CUT in session.type("")
    session.end("q")
    assert session.code == 0


@pytest.mark.slow
def test_the_first_screen_says_so_if_there_is_nothing() -> None:
    session = Session(bare=True)
    session.asked()
    said = unstyled(session.type("zebra"))
    assert said.startswith("zebra The guide has nothing on that. Ask the mechanic.")
    assert said.endswith(START)
    assert session.end("q")


@pytest.mark.slow
def test_no_input_means_none_even_at_a_terminal() -> None:
    session = Session("--no-input")
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


@pytest.mark.slow
def test_narrow_terminal() -> None:
    """In 40 columns, no line of the prompts or the result is too long."""
    session = Session(columns=40)
    said = session.asked() + session.type("no")
    told = session.type("not") + session.type("s") + session.type("a")
    text = re.sub(r"\x1b\[[0-9;]*m", "", said + told)
    assert all(len(line) <= 40 or "https://" in line for line in text.splitlines())
    assert "Not clear yet" in text
    assert "What is still possible" in text


@pytest.mark.slow
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


@pytest.mark.slow
def test_closed_pipe_at_a_terminal() -> None:
    words = f"{sys.executable} {ROOT / 'explainer_cli.py'} -a tyre=yes --rules {OTHER}"
    screen = pexpect.spawn(
        "/bin/bash", ["-c", f"{words} --format text | head -1"], encoding="utf-8"
    )
    screen.expect(pexpect.EOF)
    assert screen.before.strip() == "The tyre is cut"


def test_styles_at_a_terminal() -> None:
    """The title is bold, headings are in color, and the help is in red."""
    card = Session("-a", "tyre=no", "-a", "hole=pin").end()
    assert "\x1b[1mThe guide describes Patch: what to expect\x1b[0m" in card
    assert "\x1b[3mThis is not a repair order." in card
    assert "\x1b[1;31mStop riding: \x1b[0mBrakes" in card
    assert "\x1b[1m- Time: \x1b[0mIt takes" in card
    assert "\x1b[2m+ from other sources.\x1b[0m" in card
    told = Session("-a", "tyre=yes", "--all").end()
    assert "\x1b[1mThe tyre is cut\x1b[0m" in told
    assert "\x1b[1;36mWhy you see this" in told
    assert "\x1b[1;31mStop riding\x1b[0m" in told


@pytest.mark.slow
def test_a_bar_shows_how_far_long_work_is(tmp_path: Path) -> None:
    """The bar appears after a second (here, at once) and disappears when the result is ready."""
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


# --- after the answer -------------------------------------------------------------------


@pytest.mark.slow
def test_leaving_after_the_answer_is_calm() -> None:
    """The answer was shown, so neither q, Ctrl-C nor the end of the input is worth a message."""
    for leave in ("quit", "interrupt", "end"):
        session = Session()
        session.asked()
        session.type("yes")
        if leave == "interrupt":
            session.screen.sendintr()
        elif leave == "end":
            session.screen.sendeof()
        told = session.end("exit" if leave == "quit" else None)
        assert not re.sub(r"exit|\^[CD]|\x08", "", told).strip()
        assert session.code == 0


@pytest.mark.slow
def test_other_outputs_end_with_the_answer(tmp_path: Path) -> None:
    """Only a person who reads the answer on the screen is asked what to see next."""
    session = Session("--format", "json")
    session.asked()
    told = session.end("yes")
    assert json.loads(told[told.index("{") :])["levels"] == ["cut"]
    assert session.code == 0
    session = Session("-o", str(tmp_path / "answer.md"))
    session.asked()
    assert "Saved: " in " ".join(session.end("yes").split())  # a long path has its own line
    assert session.code == 0
    assert (tmp_path / "answer.md").read_text(encoding="utf-8").startswith("# The tyre is cut")
    words = f"{sys.executable} {ROOT / 'explainer_cli.py'} --rules {OTHER} | cat"
    piped = pexpect.spawn("/bin/bash", ["-c", words], encoding="utf-8", timeout=20, env=terminal())
    piped.expect_exact(PROMPT)
    piped.sendline("yes")
    piped.expect(pexpect.EOF)
    assert "The tyre is cut" in piped.before
    assert "p print" not in piped.before


@pytest.mark.slow
def test_text_is_read_on_the_screen_too() -> None:
    session = Session("--format", "text")
    session.asked()
    told = session.type("yes")
    assert "\r\nThe tyre is cut\r\n" in told
    assert "\x1b" not in told
    assert told.endswith(KEYS)
    assert "Why you see this" not in told
    assert "Why you see this" in session.type("a")


@pytest.mark.slow
def test_everything_is_shown_at_once_if_asked_for() -> None:
    session = Session("--all")
    session.asked()
    told = session.type("yes")
    assert "Why you see this" in told
    assert told.endswith(KEYS)


@pytest.mark.slow
def test_the_sheet_is_saved_if_there_is_no_browser(tmp_path: Path) -> None:
    """The sheet is saved under an unused name, and only if the user asks for it."""
    folder, programs = tmp_path / "here", tmp_path / "none"
    folder.mkdir()
    programs.mkdir()
    env = {"PATH": str(programs), "EXPLAINER_BY": "Us, 555 0100", "TMPDIR": str(tmp_path)}
    for name in ("explainer-pinhole.html", "explainer-pinhole-2.html"):
        session = Session(cwd=folder, **env)
        session.asked()
        session.type("no")
        session.type("pin")
        assert not list(folder.glob(name))
        told = session.type("p")
        assert f"Saved: {name}\r\n" in told
        assert told.endswith(KEYS)
        sheet = (folder / name).read_text(encoding="utf-8")
        assert "<h1>The guide describes Patch: what to expect</h1>" in sheet
        assert "Your answers: A pinhole in the tube." in sheet
        assert "Given by: Us, 555 0100" in sheet
    assert "Saved: explainer-open.html" in _printed_open(folder, env)
    assert len(list(folder.iterdir())) == 3
    assert sorted(tmp_path.iterdir()) == [folder, programs], "a temporary file was left"


def _printed_open(folder: Path, env: dict[str, str]) -> str:
    session = Session(cwd=folder, **env)
    session.asked()
    session.type("no")
    session.type("not")
    return session.type("print")


def test_a_session_in_spanish() -> None:
    session = Session("--lang", "es", bare=True, rules=SHIPPED)
    session.asked()
    *steps, last = data("shipped/spanish.yaml")["session"]
    for step in steps:
        assert step["shows"] in unstyled(session.type(step["type"])), step["type"]
    session.end(last["type"])
    assert session.code == 0
