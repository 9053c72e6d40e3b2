"""`explainer check`: every problem, the proof, and the machine-readable formats."""

import json
import re
import time
from pathlib import Path

import pytest
from conftest import OTHER, SHIPPED, TESTS, check, process, run

from explainer.checks.check import Report
from explainer.render.report import FORMATS, render
from explainer.rules.parser import LIMIT
from explainer.rules.problem import Problem

SEVERAL = TESTS / "invalid" / "several-at-once.yaml"
UNUSED = TESTS / "invalid" / "unused.yaml"


def test_a_sound_file_ends_with_its_proof() -> None:
    result = run("check", OTHER)
    assert result.code == 0
    assert result.out == (
        f"{OTHER}: 2 questions, 4 levels, 6 combinations, 6 nodes; complete: yes, unique: yes\n"
        "Reading grade / SMOG     rider      mechanic\n"
        "  levels > cut           1.4 / 5.8  1.4 / 5.8\n"
        "  levels > pinhole       1.2 / 5.5  1.2 / 5.3\n"
        "  levels > slit          0.2 / 4.7  0.2 / 4.7\n"
        "  levels > at-valve      0.2 / 4.6  0.2 / 4.6\n"
        "  procedures > patch     1.2 / 5.6  1.2 / 5.4\n"
        "  procedures > new-tube  0.1 / 4.7  0.1 / 4.7\n"
        "  help                   1.4 / 5.8  1.4 / 5.8\n"
        "  compare                1.1 / 5.1  1.1 / 5.1\n"
        "  faq                    1.9 / 5.6  1.9 / 5.6\n"
        "  glossary               2.3 / 6.3  2.3 / 6.3\n"
    )


def test_the_shipped_file_has_no_problem() -> None:
    result = run("check")
    assert result.code == 0
    assert result.out.startswith(f"{SHIPPED}: 5 questions, 6 levels, 32 combinations, ")
    proof, head, limits, *rest = result.out.splitlines()
    assert proof.endswith("complete: yes, unique: yes")
    assert head.split() == ["Reading", "grade", "/", "SMOG", "parent", "staff", "student"]
    assert limits.split() == ["limit", "6.0", "/", "9.0", "7.0", "/", "10.0", "10.0", "/", "13.0"]
    grades, eases = rest[:17], rest[17:-1]
    assert all(line.startswith("  ") for line in grades)
    assert eases[0].split()[:4] == ["Reading", "ease", "in", "'es',"]
    assert len(eases) == len(grades) + 2  # with a heading and the limits
    assert rest[-1].startswith("4 findings are not shown, because ")


@pytest.mark.slow
def test_the_shipped_file_is_the_default() -> None:
    assert run("check") == run("check", "--rules", SHIPPED)


def test_all_files_are_checked_once_and_the_worst_counts(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    result = run("check", OTHER, SEVERAL, missing, tmp_path, OTHER)
    assert result.code == 1
    assert result.out.count("6 combinations") == 1
    assert f"{SEVERAL}:5:6: error: " in result.out
    assert f"{missing}:1:1: error: The file cannot be read" in result.out
    assert f"{tmp_path}:1:1: error: The file cannot be read" in result.out
    assert "complete: no, unique: yes" in result.out
    assert "was given twice. It is checked only once." in " ".join(result.err.split())


@pytest.mark.slow
def test_a_pipe_and_a_file_that_is_something_else(tmp_path: Path) -> None:
    """Every input is checked, and each gets a clear line of output."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customers,\nwe are closed.\n")
    result = process("check", "-", letter, OTHER, stdin=UNUSED.read_bytes())
    told = result.stdout.decode()
    assert result.returncode == 1
    assert "<stdin>:18:3: warning: " in told
    assert f"{letter}:1:1: error: This is not a rules file" in told
    assert f"{OTHER}: 2 questions" in told
    assert process("check", "-", stdin=OTHER.read_bytes()).returncode == 0
    empty = process("check", "-")
    assert empty.returncode == 1
    assert b"<stdin>:1:1: error: The file is empty." in empty.stdout


def test_warnings_follow_once_the_errors_are_fixed() -> None:
    assert "4 problems to fix. Warnings may follow once the errors are fixed.\n" in (
        run("check", SEVERAL).out
    )
    assert "problems to fix.\n" in run("check", UNUSED).out


def test_a_note_is_no_failure() -> None:
    """A table with too many paths to draw is still sound."""
    result = run("check", TESTS / "invalid" / "too-many-places.yaml")
    assert result.code == 0
    assert "note: questions: in this order, they branch into over 10,000 nodes" in result.out
    github = run("check", TESTS / "invalid" / "too-many-places.yaml", "--format", "github")
    assert github.out.startswith("::notice file=")


def test_a_day_passes() -> None:
    passed = TESTS / "invalid" / "review-passed.yaml"
    assert not check(passed.read_bytes(), today="2026-11-22").problems
    assert check(passed.read_bytes(), today="2026-11-23").problems
    assert run("check", passed).code == 1  # today's real date is later


def test_json() -> None:
    result = run("check", UNUSED, "--format", "json")
    assert result.code == 1
    told = json.loads(result.out)
    assert {problem["code"] for problem in told["problems"]} == {"unused"}
    assert {problem["severity"] for problem in told["problems"]} == {"warning"}
    assert told["problems"][0].keys() == {
        *("file", "line", "column", "severity", "code", "message"),
    }
    assert told["proof"].keys() == {
        *("questions", "rows", "combinations", "nodes", "complete", "unique", "otherwise"),
    }
    assert told["proof"]["complete"] is True
    assert json.loads(run("check", SHIPPED, "--format", "json").out)["problems"] == []


def test_github() -> None:
    result = run("check", UNUSED, OTHER, "--format", "github")
    first = result.out.splitlines()[0]
    assert first.startswith(f"::warning file={UNUSED},line=18,col=3,title=unused::questions: ")
    assert result.out.count("::warning") == len(result.out.splitlines())


def test_an_unknown_format_is_told() -> None:
    result = run("check", OTHER, "--format", "githib")
    assert result.code == 2
    assert "Did you mean 'github'?" in result.err


def test_slips_do_not_keep_readers_from_the_guide() -> None:
    """Warnings are for the author. Only errors could mislead a reader."""
    assert run("show", "wait", "--rules", UNUSED).code == 0


SMALLEST = (TESTS / "valid" / "smallest.yaml").read_text(encoding="utf-8")


TAGS = ("en-GB", "zh-Hant-TW", "es-419", "de-1996")
NO_TAGS = ("en_US", "English", "xx-yy-zz", "es-\u0664\u0661\u0669")
JAPANESE = "\u6642\u9593\u304c\u304b\u304b\u308a\u307e\u3059" * 4  # no spaces, but no long word


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("why: It matters.", "why: It tells whether you need dough.", ""),
        ("why: It matters.", "why: You need not worry.", ""),
        ("why: It matters.", "why: Soon you\u2019ll need dough.", "wording"),
        ("rising?", "rising, if you must know?", ""),
        ("why: It matters.", "why: You must know.", "wording"),
        ("yes: It is,", "yes: You need dough,", "wording"),
        ("name: Dough, forms: [wait]", "name: Dough, forms: [wait, warm]", ""),
        ("name: Dough, forms: [wait]", "name: Warm, forms: [wait]", ""),
        ("name: Dough, forms: [wait]", "name: Oven, forms: [wait]", ""),
        ("name: Dough, forms: [wait]", "name: Dough, forms: []", ""),
        ("name: Wait,", "name: Wait, also: [a long wait],", ""),
        ("time., source", "time unbelievably., source", "unexplained"),
        (
            "review: {pending: Unread.}",
            "review: {pending: Unread., again_after: 20261123}",
            "bad-date",
        ),
        *(("language: en", f"language: {tag}", "") for tag in TAGS),
        *(("language: en", f"language: {tag}", "bad-language") for tag in NO_TAGS),
        ("time., source", f"time {JAPANESE}., source", ""),
        ("publisher: The bakery", "publisher: The bakery, url: http://a.example/x", ""),
        ("publisher: The bakery", 'publisher: The bakery, url: "https://a b"', "bad-url"),
        ("place: Line 1", "place: Line 1, reading: yes", "wrong-type"),
        ("place: Line 1", "place: Line 1, reading: true", ""),
        ("why: It matters.", "why: See https://example.org/internationalisation for more.", ""),
        ("warm?", "warm? Must you have to get dough?", ""),
        ("heading: Short", "heading: You must wait", "wording"),
        ("name: Dough, forms: [wait]", "name: Dough, forms: [wait, how warm]", ""),
        ("noun: cure", "noun: ! cure", ""),
        ("name: Wait,", "name: Wait, also: [wait],", ""),
        ("yes: It is, no: It is not", 'yes: "> 5 mm", no: "< 5 mm"', ""),
        ("yes: It is, no", "yes: Yes, it is, no", "split-text"),
        ("sections:\n", 'sections:\n  long: {heading: L, question: "How long?"}\n', ""),
        ("noun: cure", '"": cure', "unknown-key"),
    ],
)
def test_one_change_makes_one_problem(old: str, new: str, code: str) -> None:
    assert old in SMALLEST
    found = check(SMALLEST.replace(old, new).encode()).problems
    assert {p.code for p in found} == set(code.split()), list(map(str, found))


def test_a_long_word_for_other_readers_is_theirs_to_know() -> None:
    text = SMALLEST.replace("audiences: {all: Everyone}", "audiences: {all: Everyone, pro: Pros}")
    text = text.replace("purpose: [s]", "purpose: [s, t]")
    said = "  t: {text: Fermentation., source: note, place: L, audiences: [%s]}\nexamples"
    for reader, codes in (("pro", set()), ("all", {"unexplained"})):
        found = check(text.replace("examples", said % reader).encode()).problems
        assert {p.code for p in found} == codes


def test_an_empty_key_is_told_where_it_stands() -> None:
    text = SMALLEST.replace("noun: cure", '"": cure')
    (place,) = [p for p in check(text.encode()).problems if p.code == "unknown-key"]
    assert (place.line, place.column) == (5, 1)


@pytest.mark.slow
def test_many_mistakes_and_many_words_take_no_longer_than_they_must() -> None:
    """Checking thousands of unknown names and glossary words takes only seconds."""
    many = range(3000)
    statements = "".join(f"  s{i}: {{text: T{i}., source: note, place: P}}\n" for i in many)
    words = "".join(f"  w{i}: {{name: W{i}, says: [s{i}x]}}\n" for i in many)
    text = SMALLEST.replace("statements:\n", f"statements:\n{statements}")
    start = time.perf_counter()
    found = check(text.replace("glossary:\n", f"glossary:\n{words}").encode()).problems
    assert len(found) == 3000
    assert "Did you mean" in found[0].message
    assert "Did you mean" not in found[-1].message
    sound = check(text.replace("glossary:\n", f"glossary:\n{words.replace('x]', ']')}").encode())
    assert {p.code for p in sound.problems} == {"unused"}  # no text uses those words
    assert time.perf_counter() - start < 20


@pytest.mark.slow
def test_counts_that_nobody_could_read() -> None:
    """A number of combinations with 4,516 digits is rounded in text, and null in JSON."""
    asked = "".join(
        f"  q{i}: {{ask: A, why: w, settle: s, answers: {{yes: Y, no: N}}}}\n"
        for i in range(15_000)
    )
    found = check(SMALLEST.replace("questions:\n", f"questions:\n{asked}").encode())
    assert "about 10^4515 combinations" in render([found], "text")
    assert json.loads(render([found], "json"))["proof"]["combinations"] is None


def test_github_takes_no_name_for_its_own_signs() -> None:
    problem = Problem("a,b:c%.yaml", 1, 2, "code", "100 %")
    assert render([Report("", (problem,), None)], "github") == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=code::100 %25\n"
    )


@pytest.mark.slow
def test_one_name_for_two_procedures() -> None:
    second = "procedures:\n  w: {name: Warm, also: [WAIT], sections: {short: [s]}}\n"
    text = SMALLEST.replace("procedures:\n", second).replace("forms: [wait]", "forms: [wait, warm]")
    found = check(text.replace("compare: [wait]", "compare: [wait, w]").encode()).problems
    assert [p.code for p in found] == ["same-name"]


def test_files_and_rules_are_not_both_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("check", OTHER, "--rules", SHIPPED).code == 2
    assert run("check", OTHER, EXPLAINER_RULES=str(SHIPPED)).out.startswith(f"{OTHER}: ")


def test_a_word_of_a_question_that_the_guide_answers_is_in_use() -> None:
    text = SMALLEST.replace("glossary:\n", "glossary:\n  oven: {name: Oven, says: [s]}\n")
    assert [p.code for p in check(text.encode()).problems] == ["unused"]
    assert not check(text.replace("How warm?", "How warm is the oven?").encode()).problems


def test_a_guide_that_nothing_cites_is_a_source_all_the_same() -> None:
    text = SMALLEST.replace("note: {title", "book: {title: B, publisher: P}\n  note: {title")
    assert not check(text.replace("guide: note", "guide: book").encode()).problems
    assert [p.code for p in check(text.encode()).problems] == ["unused"]


def test_a_file_may_be_as_large_as_the_limit() -> None:
    data = SMALLEST.encode()
    assert not check(data + b"#" * (LIMIT - len(data))).problems
    assert check(data + b"#" * (LIMIT - len(data) + 1)).problems


@pytest.mark.parametrize("path", sorted((TESTS / "quiz").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_report_can_be_shown(path: Path) -> None:
    """The table of grades has a column for every audience, even if their texts differ."""
    report = check(path.read_bytes(), path.name)
    for format in FORMATS:
        assert render([report], format) or not report.problems


@pytest.mark.slow
def test_another_file_in_this_folder_is_pointed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has just made a guide and forgets its name would read about another one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EXPLAINER_RULES", raising=False)
    note = "To check the file in this folder: explainer check rules.yaml"
    assert note not in " ".join(run("check").err.split())
    (tmp_path / "rules.yaml").write_bytes(OTHER.read_bytes())
    assert note in " ".join(run("check").err.split())
    assert note not in " ".join(run("check", "--rules", "rules.yaml").err.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("audiences", "{" + ", ".join(f"a{i}:x" for i in range(5000)) + "}"),
        ("levels", "{" + ", ".join(f"a{i}: {{otherwise: true}}" for i in range(5000)) + "}"),
        ("title", '"' + "Ask whether you must go. " * 1000 + '"'),
    ],
)
def test_one_mistake_made_thousands_of_times_takes_no_longer_than_it_must(
    part: str, text: str
) -> None:
    start = time.perf_counter()
    check(re.sub(rf"(?m)^{part}:.*(\n .*)*", f"{part}: {text}", SMALLEST).encode())
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("when: {rising: yes}", "when: {rising: [yes, ~]}", "item 2: expected text, found nothing"),
        ("when: {rising: yes}", 'when: {rising: yes, "": yes}', "'' is not in 'questions'"),
        ("sections: {short: [s]}", 'sections: {"": [s]}', "'' is not in 'sections'"),
        ("title: Smallest", "title: [~, a]", "There can be only one here, without brackets"),
        ("statements:\n", "statements:\n- - text: x\nfaqs:\n", "found a list"),
    ],
)
def test_odd_values_are_reported(old: str, new: str, says: str) -> None:
    assert old in SMALLEST
    found = check(SMALLEST.replace(old, new).encode(), quick=True).problems
    assert any(says in problem.message for problem in found), found


def test_a_flag_that_is_wrong_is_one_problem() -> None:
    for flag in ("no", "False", "[]"):
        text = SMALLEST.replace("when: {rising: yes}", f"when: {{rising: yes}}, otherwise: {flag}")
        (problem,) = check(text.encode(), quick=True).problems
        assert "expected true or false" in problem.message
