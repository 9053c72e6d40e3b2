"""Consoles: what each format becomes in each encoding, at each width, and what is never shown."""

import csv
import io
import json
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer
from conftest import OTHER, command, guides_kept, process, run
from hypothesis import given
from hypothesis import strategies as st

from explainer.cli import screen
from explainer.cli.ascii import spelled
from explainer.text import cells, harmless, spans, visible, wrap

NUMBERS = "Take 1\u00bd of 10\u00b2, not 1\u00b2\u2044\u2083; 5 \u2260 \u22125, \u201cno\u201d."
ACCENTS = "Caf\u00e9 \u732b \U0001f6b2."
PLAIN = 'Take 1 1/2 of 10^2, not 1^2/_3; 5 != -5, "no".'
MOST = {  # what each encoding can show of these
    "utf-8": f"{NUMBERS} {ACCENTS}",
    "cp1252": "Take 1\u00bd of 10\u00b2, not 1\u00b2/_3; 5 != -5, \u201cno\u201d. Caf\u00e9 ? ?.",
    "ascii": f"{PLAIN} Cafe ? ?.",
}
DATA = {
    "json": ["show", "new-tube"],
    "html": ["show", "new-tube"],
    "markdown": ["show", "new-tube"],
    "csv": ["paths"],
    "mermaid": ["flow"],
    "dot": ["flow"],
    "tsv": ["cards"],
}
TEXTS = {"text": ["show", "new-tube"], "terminal": ["show", "new-tube"]}
CONSOLES = [(encoding, end) for encoding in MOST for end in ("\n", "\r\n")]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a guide whose texts cannot be shown on every console."""
    path = tmp_path_factory.mktemp("guide") / "rules.yaml"
    text = OTHER.read_text(encoding="utf-8")
    text = text.replace("text: Swap the tube.", f"text: '{NUMBERS} {ACCENTS}'")
    text = text.replace("{text: A new inner tube,", f"{{text: '{NUMBERS} {ACCENTS}',")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """Return a function that runs a command on a console, and returns what the console gets."""

    def show(encoding: str, end: str, *words: str | Path, is_terminal: bool = False) -> bytes:
        page = io.BytesIO()
        console = io.TextIOWrapper(page, encoding=encoding, newline=end)
        monkeypatch.setattr(console, "isatty", lambda: is_terminal, raising=False)
        with monkeypatch.context() as here, guides_kept():
            here.setattr(sys, "stdout", console)
            here.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
            here.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO()))
            screen.prepare()
            with suppress(typer.Exit):
                command().main([str(word) for word in words], standalone_mode=False)
            console.flush()
        return page.getvalue()

    return show


@pytest.mark.parametrize("format", DATA)
def test_data_is_the_same_on_every_console(shown: Any, rules: Path, format: str) -> None:
    words = [*DATA[format], "--format", format, "--rules", rules]
    (found,) = {shown(encoding, end, *words) for encoding, end in CONSOLES}
    assert b"\r" not in found
    text = found.decode("utf-8")
    said = text.replace("&#34;", '"').replace("\\n", " ")
    assert format in ("csv", "mermaid", "dot") or f"{NUMBERS} {ACCENTS}" in said
    assert text.startswith("\ufeff") == (format == "csv")


@pytest.mark.parametrize(("encoding", "end"), CONSOLES)
@pytest.mark.parametrize("format", TEXTS)
def test_text_keeps_its_meaning_on_every_console(
    shown: Any, rules: Path, format: str, encoding: str, end: str
) -> None:
    words = [*TEXTS[format], "--format", format, "--rules", rules]
    found = shown(encoding, end, *words)
    assert found.count(b"\n") == found.count(end.encode())
    assert MOST[encoding] in " ".join(found.decode(encoding).split())
    assert b"\x1b" not in found


def test_a_person_who_looks_at_data_sees_what_the_console_can_show(shown: Any, rules: Path) -> None:
    words = ["show", "new-tube", "--format", "markdown", "--rules", rules]
    found = shown("ascii", "\n", *words, is_terminal=True)
    assert PLAIN in found.decode("ascii")


def test_programs_read_data_from_a_limited_console(rules: Path) -> None:
    """As above, in a real process: quotes do not break JSON or CSV."""
    env = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    told = process("show", "new-tube", "--format", "json", "--rules", rules, **env)
    assert f"{NUMBERS} {ACCENTS}" in json.dumps(
        json.loads(told.stdout), ensure_ascii=False
    ).replace('\\"', '"')
    listed = process("paths", "--format", "csv", "--rules", rules, **env)
    rows = list(csv.reader(io.StringIO(listed.stdout.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1\u00bd", "1 1/2"),
        ("\u2153 cup", "1/3 cup"),
        ("10\u00b2\u00b3", "10^23"),
        ("x\u207b\u00b9", "x^-1"),
        ("H\u2082O", "H_2O"),
        ("a\u2260b", "a!=b"),
        ("a\u226eb", "a<?b"),
        ("=\u0338", "=?"),
        ("\u2463", "(4)"),
        ("\u0663", "3"),
        ("\uff15", "5"),
        ("\u2163", "IV"),
        ("\u33a1", "m^2"),
        ("\u00d7 \u00f7 \u00b1 \u2264", "x / +/- <="),
        ("\u2018a\u2019 \u201cb\u201d \u00abc\u00bb", '\'a\' "b" "c"'),
        ("n\u0303 \u00fc \ufb01 e\u0323\u0302", "n u fi e"),
        ("to\u00adgether \u200b\u2060 \u260e\ufe0f \ufeff", "together  ? "),
        ("3\u20125 \u00b5g n\u00ba \u00e6", "3-5 ug no ae"),
        ("\u2122 \u20ac", "(TM) EUR"),
        ("\u732b \U0001f6b2 \udcff", "? ? ?"),
    ],
)
def test_a_stand_in_keeps_numbers_signs_and_quotations(text: str, plain: str) -> None:
    assert spelled(text) == plain


@given(st.text(), st.text(max_size=2))
def test_a_stand_in_is_ascii_and_keeps_what_is(text: str, before: str) -> None:
    found = spelled(text, before)
    assert found.isascii()
    assert found == text or not text.isascii()


# --- width -------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", ["0", "1", "10", "19", "-5", "x", "999999999", "9" * 20])
@pytest.mark.parametrize("format", ["terminal", "text"])
def test_a_width_that_makes_no_sense_is_no_problem(columns: str, format: str) -> None:
    words = ["compare", "--format", format, "--rules", str(OTHER)]
    found = run(*words, COLUMNS=columns)
    assert found.code == 0
    most = {"1": 20, "10": 20, "19": 20, "999999999": 500}.get(columns, 80)
    assert 0 < max(map(len, found.out.split("\n"))) <= most


WIDE = "\u732b\u304c\u597d\u304d\u3067\u3059\u3002" * 9  # Japanese, without spaces
ADDRESS = "https://example.org/a/very/long/address/that/nobody/can/type"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("caf\u00e9 cafe\u0301 " * 9, 9),
        (WIDE, 10),
        ("\U0001f6b2 \U0001f468\u200d\U0001f469\u200d\U0001f467 bike " * 5, 12),
        ("\uff21\uff22\uff23 abc " * 9, 11),
        ("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a" * 6, 10),
    ],
)
def test_width_is_columns_not_characters(text: str, width: int) -> None:
    rows = wrap(text, width, "- ", "  ")
    assert max(map(cells, rows)) <= width
    kept = "".join(row[2:] for row in rows)
    assert kept.replace(" ", "") == text.replace(" ", "")


def test_a_line_of_a_script_without_spaces_does_not_start_with_a_full_stop() -> None:
    mixed = "1\u65e5\u306b5mg\u3002\u300cABC\uff1a\u732b\u300d\uff1b"
    for width in range(6, 30):
        rows = [*wrap(WIDE, width), *wrap(mixed, width)]
        assert not any(row[0] in "\u3002\u300d\uff1a\uff1b" or row[-1] == "\u300c" for row in rows)


def test_a_word_in_another_script_with_spaces_is_not_cut() -> None:
    """Nahuatl has a letter of its own, and Cherokee a script, among those of China."""
    for text in ("yo n\ua78cu\ua78cu", "\u13e3\u13b3\u13a9 \uab70\uab71\uab72\uab73"):
        assert [row.strip() for row in wrap(text, 4)] == text.split()


@given(
    st.text(st.sampled_from("ab \u732b\u3002\u0301\U0001f6b2\t\n"), max_size=60), st.integers(1, 30)
)
def test_every_row_fits_unless_it_is_one_long_word(text: str, width: int) -> None:
    rows = list(spans(text, width))
    for start, end in rows:
        row = text[start:end]
        words = re.findall(r"[^ \t\n\u732b\u3002]+|\u732b", row.replace("\u0301", ""))
        assert cells(row) <= width or len(words) <= 1
    assert [word for start, end in rows for word in text[start:end].split()] == text.split() or (
        set(text) & set("\u732b\u3002")
    )


@given(st.text(st.sampled_from("ab -"), max_size=60), st.integers(1, 30), st.integers(0, 9))
def test_the_quick_way_to_wrap_is_the_same(text: str, width: int, first: int) -> None:
    plain = " ".join(text.split())
    wide = f"{plain} \u732b"  # takes the other way
    rows = [plain[start:end] for start, end in spans(plain, width, first, 2)]
    others = [wide[start:end] for start, end in spans(wide, width, first, 2)]
    assert " ".join(others).removesuffix(" \u732b").removesuffix("\u732b") == " ".join(rows)
    assert [row for row in others if "\u732b" not in row] in (rows, rows[:-1])


@pytest.mark.parametrize("format", ["terminal", "text"])
def test_addresses_and_paths_are_not_cut(tmp_path: Path, format: str) -> None:
    rules = tmp_path / "rules.yaml"
    text = OTHER.read_text(encoding="utf-8").replace("text: Swap the tube.", f"text: See {ADDRESS}")
    rules.write_text(text, encoding="utf-8")
    text = text.replace("{text: Swap the tube.", f"{{text: See {ADDRESS}")
    for more in ([], ["--all"]):
        found = run("show", "new-tube", *more, "--format", format, "--rules", rules, COLUMNS="40")
        assert ADDRESS in found.out
    gone = tmp_path / ("a-very-long-name-" * 3) / "rules.yaml"
    assert str(gone) in run("check", gone, COLUMNS="40").out
    assert f"'{gone}'" in run("faq", "--rules", rules, "-o", gone, COLUMNS="40").err


def test_a_file_has_no_colors(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    words = ("show", "patch", "--rules", OTHER, "--format", "terminal", "-o", out)
    assert run(*words, FORCE_COLOR="1", TTY_COMPATIBLE="1").code == 0
    assert b"\x1b" not in out.read_bytes()


def test_accents_typed_as_two_characters_are_shown_where_one_would_be(
    shown: Any, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.yaml"
    text = OTHER.read_text(encoding="utf-8")
    text = text.replace("text: Swap the tube.", "text: Cafe\u0301 man\u0303ana")
    rules.write_text(text, encoding="utf-8")
    found = shown("cp1252", "\n", "show", "new-tube", "--format", "text", "--rules", rules)
    assert "Caf\u00e9 ma\u00f1ana".encode("cp1252") in found


def test_spaces_and_joiners_of_other_scripts_are_text(tmp_path: Path) -> None:
    kept = "a\u00a0b\u3000c\u200cd\u200de\u00adf"
    assert harmless(kept) == kept
    assert harmless("a\u202eb\x1bc\ud800") == "a\\u202eb\\x1bc\\ud800"
    assert visible("a\u00a0b") == "a\\xa0b"
    given = run(
        "handout", "patch", "--format", "text", "--rules", OTHER, "--by", "Us\u00a0GmbH\n080"
    )
    assert "Us\u00a0GmbH 080" in given.out


def test_what_is_pasted_comes_back_short() -> None:
    pasted = "x" * 5000
    for words in (["faq", "--for", pasted], ["faq", "--format", pasted], ["ask", "-a", pasted]):
        assert len(run(*words, "--rules", OTHER).err) < 500
