"""Readability: how hard each text is, the limits for each audience, and what to rewrite."""

import json
import re
import statistics
import sys

import pytest
from conftest import OTHER, SHIPPED, TESTS, check, open_guide, run
from test_card import answers, entries

from explainer.checks import readability
from explainer.checks.check import Report
from explainer.checks.readability import Grades, measure_for
from explainer.documents.handout import named_handout
from explainer.render import json as as_json
from explainer.render.report import render

HARD = TESTS / "invalid" / "hard-to-read.yaml"
GUIDE = Grades(8.5, 11.9)  # the original guide, measured the same way: each line is a sentence
LEAFLETS = (  # published Spanish texts for parents, measured the same way
    ("**a leaflet of MedlinePlus**", 82.5, 78.5),
    ("**a leaflet of healthychildren.org**", 78.8, 74.6),
)
BAR = Grades(6.0, 9.0)  # the limits for parents
MEDIAN = 4.5


def measure(text: str) -> Grades:
    found = measure_for("en")
    assert found, "textstat is not installed. Run: pip install '.[test]'"
    return found(text)


def closed(lines: list[str]) -> str:
    return " ".join(line if line[-1] in ".!?" else f"{line}." for line in lines if line)


def told(*words: str) -> str:
    """Return the output of a command as sentences."""
    return said(run(*words, "--format", "json").out)


def said(text: str) -> str:
    """Return the texts of a JSON document as sentences, independently of our own code."""
    data = json.loads(text)
    lines = [data["title"], data["notices"]["disclaimer"], data["review"]["state"], *data["lead"]]
    for passage in (*data["card"]["help"], *data["card"]["answer"]):
        lines += [passage["label"], *(line["text"] for line in passage["lines"])]
    for section in data["sections"][:-1]:
        lines.append(section["heading"])
        for block in section["blocks"]:
            lines += [block.get("label", ""), *(line["text"] for line in block.get("lines", []))]
            lines += [*block.get("columns", []), *block.get("views", [])]
            lines += [part["text"] for part in block.get("parts", [])]
            for row in block.get("rows", []):
                lines += [row["head"], *(line["text"] for cell in row["cells"] for line in cell)]
    lines += [entry["text"] for entry in data["notices"]["safety_net"]]
    return closed(lines)


def names() -> list[str]:
    rules = open_guide(SHIPPED).rules
    return [*rules.levels, *rules.procedures]


def test_what_a_parent_reads_is_plain() -> None:
    grades = {name: measure(told("show", name)) for name in names()}
    for name, found in grades.items():
        assert found.grade <= BAR.grade, (name, found)
        assert found.smog <= BAR.smog, (name, found)
    assert statistics.median(found.grade for found in grades.values()) <= MEDIAN


def test_every_card_is_plain_by_itself() -> None:
    """The first screen of every answer, procedure and level is as easy as the whole document."""
    grades = []
    guide = open_guide(SHIPPED)
    for name, document in (*answers(guide, "parent"), *entries(guide, "parent")):
        lines = [document.title, document.disclaimer, document.reviewed]
        for section in document.card:
            for block in section.blocks:
                lines += [block.label, *(line.text for line in block.lines)]
        found = measure(closed(lines))
        assert found.grade <= BAR.grade, (name, found)
        assert found.smog <= BAR.smog, (name, found)
        grades.append(found.grade)
    assert statistics.median(grades) <= MEDIAN


def test_so_is_what_a_word_means_and_what_is_set_side_by_side() -> None:
    rules = open_guide(SHIPPED).rules
    pages = [["compare"], ["compare", *list(rules.procedures)[2:]], ["faq"]]
    first = next(iter(rules.audiences))
    ours = [w for w in rules.glossary.values() if rules.reader_of(w.says, first) == first]
    for words in (*(["show", word.name] for word in ours), *pages):
        found = measure(told(*words))
        assert found.grade <= BAR.grade, (words, found)
        assert found.smog <= BAR.smog, (words, found)


def test_so_is_every_answer_that_a_parent_may_get() -> None:
    for example in open_guide(SHIPPED).rules.examples.values():
        given = [word for q, a in example.answers.items() for word in ("-a", f"{q}={a}")]
        found = measure(told("ask", *given))
        assert found.grade <= BAR.grade, example.id
        assert found.smog <= BAR.smog, example.id


@pytest.mark.slow
def test_the_check_measures_the_same() -> None:
    data = json.loads(run("check", "--format", "json").out)
    scores = {(s["audience"], s["text"]): s for s in data["readability"][str(SHIPPED)]}
    guide = open_guide(SHIPPED)
    for audience in guide.rules.audiences:
        composer = guide.composer(audience)
        for level in guide.rules.levels.values():
            found, score = (
                measure(said(as_json.render(composer.level(level)))),
                scores[audience, f"levels > {level.id}"],
            )
            assert score["grade"] == pytest.approx(found.grade, abs=0.3)
            assert score["smog"] == pytest.approx(found.smog, abs=0.3)
    assert {audience for audience, _ in scores} == set(open_guide(SHIPPED).rules.audiences)


def test_the_page_of_standards_has_the_table(snapshot) -> None:
    """`pytest --update` rewrites the table."""
    rules = open_guide(SHIPPED).rules
    lines = ["| text | grade | SMOG |", "|---|---|---|", "| **the guide itself** | 8.5 | 11.9 |"]
    first, *_ = rules.audiences
    report = check(SHIPPED.read_bytes(), SHIPPED.name)
    found = report.scores or ()
    lines += [
        f"| {score.name} | {score.found.grade:.1f} | {score.found.smog:.1f} |"
        for score in found
        if score.audience == first
    ]
    page = (TESTS.parent / "docs" / "standards.md").read_text(encoding="utf-8")
    mark = re.compile(r"(<!-- grades -->\n)((?:\|.*\n)*)")
    assert mark.search(page)
    table = "\n".join(lines) + "\n"
    page = mark.sub(lambda m: m[1] + table, page)
    (spanish,) = report.translations
    eases = [
        *LEAFLETS,
        *((s.name, *s.found) for s in spanish.scores or () if s.audience == first),
    ]
    rows = "".join(f"| {name} | {one:.1f} | {other:.1f} |\n" for name, one, other in eases)
    head = "| text | Fernández Huerta | Szigriszt-Pazos |\n|---|---|---|\n"
    mark = re.compile(r"(<!-- ease -->\n)((?:\|.*\n)*)")
    assert mark.search(page)
    page = mark.sub(lambda m: m[1] + head + rows, page)
    guide = open_guide(SHIPPED)
    sheets = [named_handout(guide.composer(), rules.procedures[name]) for name in rules.compare]
    counts = ", ".join(f"{len(readability.prose(sheet).split()):,}" for sheet in sheets)
    snapshot(
        "../../docs/standards.md",
        re.sub(r"have [\d, ]+ words", f"have {counts} words", page),
    )


def test_a_hard_text_is_named_with_its_sentence() -> None:
    (problem,) = check(HARD.read_bytes()).problems
    assert problem.code == "hard-to-read"
    assert (problem.line, problem.column) == (35, 5)
    assert "statements > s: for 'all', the text of 'levels > up' has grade" in problem.message


def test_the_worst_three_are_named_once_each() -> None:
    long = " ".join(["An unnecessarily complicated explanation intimidates everybody."] * 2)
    text = HARD.read_text(encoding="utf-8")
    more = "".join(
        f"  h{i}: {{text: {long} {'Additionally complicated.' * i}, source: note, place: P}}\n"
        for i in range(5)
    )
    text = text.replace("statements:\n", f"statements:\n{more}")
    text = text.replace("sections: {short: [s]}", "sections: {short: [s, h0, h1, h2, h3, h4]}")
    found = [p for p in check(text.encode()).problems if p.code == "hard-to-read"]
    assert 3 <= len(found) == len({p.line for p in found})


@pytest.mark.parametrize(("grade", "smog"), [("1", "99"), ("99", "1")])
def test_each_limit_counts(grade: str, smog: str) -> None:
    text = HARD.read_text(encoding="utf-8").replace("{grade: 5, smog: 8}", "{grade: G, smog: S}")
    text = text.replace("G,", f"{grade},").replace("smog: S", f"smog: {smog}")
    assert {p.code for p in check(text.encode()).problems} == {"hard-to-read"}
    text = text.replace(f"grade: {grade}", "grade: 99").replace(f"smog: {smog}", "smog: 99")
    assert not check(text.encode()).problems


@pytest.mark.parametrize("number", ["0", "-1", "1e9", "٣", "10000", "six"])
def test_a_limit_is_a_school_grade(number: str) -> None:
    text = HARD.read_text(encoding="utf-8").replace("grade: 5", f"grade: {number}")
    (problem,) = check(text.encode()).problems
    assert problem.code == "wrong-type"
    assert "expected a number of 1 or more, such as 6 or 8.5, found" in problem.message


def test_a_decimal_point_ends_no_sentence() -> None:
    figures = "In that year there were {} of them, and {} of the others, which is a difference."
    assert measure(figures.format("89.6", "85.0")) == measure(figures.format("896", "850"))


@pytest.mark.slow
def test_each_file_has_its_own_table() -> None:
    found = run("check", OTHER, SHIPPED).out
    for path in (OTHER, SHIPPED):
        assert found.count(f"Reading grade / SMOG of {path} ") == 1
    assert found.count("procedures > patch") == 1


def test_only_readers_with_a_limit_are_held_to_it() -> None:
    text = HARD.read_text(encoding="utf-8").replace("limits:\n  all: {grade: 5, smog: 8}\n", "")
    found = check(text.encode())
    assert not found.problems
    assert found.scores


def test_where_nothing_measures_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readability, "measure_for", lambda language: None)
    result = run("check", OTHER)
    assert result.code == 0
    assert result.out.endswith(
        "Reading grades: not measured. For an English guide: pip install 'explainer[readability]'\n"
    )
    assert json.loads(run("check", OTHER, "--format", "json").out)["readability"] == {
        str(OTHER): None
    }
    assert run("check", OTHER, SHIPPED).out.count("not measured") == 1
    unsound = run("check", TESTS / "invalid" / "gap.yaml")
    assert "not measured" not in unsound.out


@pytest.mark.slow
def test_without_the_extra_or_for_another_language_nothing_measures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert measure_for("he") is None
    assert measure_for("en-GB") is not None
    monkeypatch.setitem(sys.modules, "textstat.textstat", None)
    measure_for.cache_clear()
    assert measure_for("en") is None
    measure_for.cache_clear()


@pytest.mark.slow
def test_of_many_texts_the_hardest_are_shown() -> None:
    found = check(OTHER.read_bytes())
    assert found.scores
    many = tuple(
        found.scores[0]._replace(name=f"n{i}", found=Grades(i / 10, 5.0)) for i in range(100)
    )
    exact = render([Report("f", (), found.proof, scores=many[:40])], "text")
    assert "hardest" not in exact
    lines = render([Report("f", (), found.proof, scores=many)], "text").splitlines()
    assert lines[1].startswith("Reading grade / SMOG (40 hardest)")
    assert len(lines) == 42
    assert lines[-1].split()[0] == f"n{len(many) - 1}"
