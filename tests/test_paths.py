"""`paths` and `flow`: each case once, and the diagram as text, a tree or a graph."""

import csv
import io
import json
import re
from itertools import product
from pathlib import Path

import pydot
import pytest
from conftest import TESTS, Opened, open_guide, run
from hypothesis import given
from test_routing import brute_force, levels_of, splits, tables

from explainer.decision.diagram import Diagram
from explainer.decision.flow import flow
from explainer.decision.paths import paths
from explainer.decision.table import Answers
from explainer.decision.tabulation import tabulate
from explainer.documents.authoring import flow_document
from explainer.documents.composer import Composer
from explainer.render import terminal, text
from explainer.rules.model import NOT_SURE, Level, Question

SUFFIXES = {"text": "txt", "markdown": "md", "json": "json", "terminal": "terminal"}
WIDE = TESTS / "invalid" / "too-many-places.yaml"


def combinations(questions: dict[str, Question]) -> list[Answers]:
    return [
        dict(zip(questions, case, strict=True))
        for case in product(*(x.answers for x in questions.values()))
    ]


def each_case_has_one_path(questions: dict[str, Question], levels: dict[str, Level]) -> None:
    found = paths(tabulate(questions, levels))
    for case in combinations(questions):
        fits = [p for p in found if all(case[q] in x for q, x in p.conditions.items())]
        assert [path.level for path in fits] == list(brute_force(questions, levels, case))
    named = [path for path in found if not levels[path.level].otherwise]
    for path in named:  # and every answer in it is needed
        for question in path.answers:
            fewer = {q: a for q, a in path.answers.items() if q != question}
            free = {**dict.fromkeys(questions, NOT_SURE), **fewer}
            assert len(brute_force(questions, levels, free)) > 1
    assert len({path.level for path in named}) == len(named)


def test_each_case_has_one_path_that_ends_where_it_should(guide: Opened) -> None:
    each_case_has_one_path(guide.rules.questions, guide.rules.levels)


@pytest.mark.thorough
@given(tables(splits))
def test_random_tables_too(drawn: tuple[dict[str, Question], dict[str, Level]]) -> None:
    each_case_has_one_path(*drawn)


@pytest.mark.parametrize("format", [*SUFFIXES, "csv"])
def test_paths_in_every_format(guide: Opened, format: str, snapshot) -> None:
    result = run("paths", "--format", format, "--rules", guide.path, COLUMNS="80")
    assert result.code == 0, result.err
    snapshot(f"{guide.path.stem}/paths.{SUFFIXES.get(format, format)}", result.out)


@pytest.mark.parametrize("format", [*SUFFIXES, "mermaid", "dot"])
def test_flow_in_every_format(guide: Opened, format: str, snapshot) -> None:
    result = run("flow", "--format", format, "--rules", guide.path, COLUMNS="80")
    assert result.code == 0, result.err
    snapshot(f"{guide.path.stem}/flow.{SUFFIXES.get(format, format)}", result.out)


def test_the_sheet_opens_in_a_spreadsheet(guide: Opened) -> None:
    """There is one row per path, a column for opinions, and nothing that runs as a formula."""
    text = run("paths", "--format", "csv", "--rules", guide.path).out
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    found = paths(guide.table)
    assert [row["Case"] for row in rows] == [guide.rules.levels[p.level].name for p in found]
    assert {row["Agree / change"] for row in rows} == {""}
    notice = list(rows[0].values())[-1]
    assert guide.rules.notices.disclaimer in notice
    assert all(guide.rules.statements[s].text in notice for s in guide.rules.notices.safety_net)
    assert not any(list(row.values())[-1] for row in rows[1:])


def test_a_formula_is_only_a_text() -> None:
    from explainer.documents.document import Document, Grid, Line, Row, Section
    from explainer.render.csv import render

    grid = Grid(("a", "b"), (Row("=1+1", ((Line('@x, "y"'), Line("z")),)), Row("2", ((),))))
    roles = (("", "body"), ("net", "help"), ("from", "sources"))
    sections = [Section(heading, (), role=role) for heading, role in roles]
    sections[0] = Section("h", (grid,))
    document = Document("t", "d", "r", (), tuple(sections), {})
    text = render(document)
    assert text.startswith("\ufeff")  # Excel would otherwise garble accents
    first, *rest = csv.reader(io.StringIO(text[1:], newline=""))
    assert first == ["a", "b", "t"]
    assert rest == [["'=1+1", '\'@x, "y"\nz', "d\nr\nnet\nfrom"], ["2", "", ""]]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_each_sign_that_starts_a_formula_is_made_text(sign: str) -> None:
    from explainer.render.csv import _inert

    assert _inert(f"{sign}1") == f"'{sign}1"
    assert _inert(f"1{sign}") == f"1{sign}"


def test_the_flow_is_the_diagram(guide: Opened) -> None:
    """Following the steps with any set of answers leads to the level for those answers."""
    steps = json.loads(run("flow", "--format", "json", "--rules", guide.path).out)["flow"]
    for case in combinations(guide.rules.questions):
        number = 1
        while True:
            step = steps[number - 1]
            answer = case[step["question"]]
            (way,) = [way for way in step["ways"] if answer in way["answers"]]
            if way["level"]:
                break
            number = way["step"]
        assert {way["level"]} == brute_force(guide.rules.questions, guide.rules.levels, case)


def test_steps_met_twice_are_told_once() -> None:
    """A question that two answers lead to has one number and is drawn once."""
    two = {"a": "A", "b": "B"}
    questions = {q: Question(q, f"{q.upper()}?", "-", "-", two) for q in ("x", "y", "z")}
    whens = [{"y": "a", "z": "a"}, {"y": "a", "z": "b"}, {"x": "a", "y": "b"}, {"x": "b", "y": "b"}]
    levels = {n: x._replace(basis=("cut-first",)) for n, x in levels_of(*whens).items()}
    each_case_has_one_path(questions, levels)
    forks = flow(Diagram(tabulate(questions, levels)))
    assert forks is not None
    assert [fork.question for fork in forks] == ["x", "y", "z", "y"]
    assert [[b.fork or b.level for b in fork.branches] for fork in forks] == [
        *([2, 4], [3, "r2"], ["r0", "r1"], [3, "r3"])
    ]
    guide = open_guide(TESTS / "other.yaml").guide
    guide = guide._replace(rules=guide.rules._replace(questions=questions, levels=levels))
    document = flow_document(Composer(guide), forks)
    drawn = terminal.render_text(document, 60)
    assert drawn.count("3. Z?") == 1
    assert drawn.count("go on to question 3.") == 1
    assert text.render(document, 60).count("go on to question 3.") == 2


def test_graphviz_language(guide: Opened) -> None:
    """A Graphviz parser finds every question, end and answer."""
    flow = json.loads(run("flow", "--format", "json", "--rules", guide.path).out)
    (graph,) = pydot.graph_from_dot_data(run("flow", "--format", "dot", "--rules", guide.path).out)
    names = {node.get_name() for node in graph.get_nodes()} - {"node", "edge", "graph"}
    ways = [way for step in flow["flow"] for way in step["ways"]]
    ends = [way for way in ways if way["level"]]
    notes = {node.get_name() for group in graph.get_subgraphs() for node in group.get_nodes()}
    assert notes == {"note1", "note2", "note3"}
    assert len(names) == len(flow["flow"]) + len(ends)
    assert len(graph.get_edges()) == len(ways)


def test_too_many_to_draw_is_told() -> None:
    result = run("flow", "--rules", WIDE)
    assert result.code == 1
    assert not result.out
    assert "more than 10000 nodes" in result.err
    assert run("paths", "--rules", WIDE).code == 0  # one per level, however wide the table is


def test_paths_come_in_the_order_asked(guide: Opened) -> None:
    """The paths are in the order in which the interview would reach them."""
    first = {q: list(x.answers) for q, x in guide.rules.questions.items()}
    met = [
        next(p.level for p in paths(guide.table) if p.answers.items() <= case.items())
        for case in combinations(guide.rules.questions)
    ]
    assert [p.level for p in paths(guide.table)] == list(dict.fromkeys(met))
    assert all(list(p.answers) == [q for q in first if q in p.answers] for p in paths(guide.table))


def test_mermaid_takes_no_text_for_its_own_signs() -> None:
    from explainer.render.graph import _entities, _speakable

    assert _entities('a"b]<c>`#;') == "a#34;b#93;#60;c#62;#96;#35;;"
    starts = {"1. a": "1#46; a", "12) a": "12#41; a", "- a": "#45; a", "3.5 a-b": "3#46;5 a-b"}
    assert {text: _entities(text) for text in starts} == starts
    guide = open_guide(TESTS / "other.yaml")
    text = run("flow", "--format", "mermaid", "--rules", guide.path).out
    assert re.fullmatch(r"(flowchart TD\n)(  .+\n)+", text)
    for label in re.findall(r'"([^"]*)"', text):  # some versions parse labels as Markdown
        for line in label.split("<br/>"):
            assert not re.match(r"([-+*>#]|\d+[.)]) ", line), line
    assert _speakable("a {b}; #c %% d") == "a ,b,, ,c ,, d"


def test_a_dash_in_a_text_is_no_bullet(tmp_path: Path) -> None:
    """Mermaid notes have their own bullets, but a dash inside a sentence stays a dash."""
    text = (TESTS / "other.yaml").read_text(encoding="utf-8")
    dashed = tmp_path / "dashed.yaml"
    dashed.write_text(text.replace("not a repair order.", "no order - none."), encoding="utf-8")
    drawn = run("flow", "--format", "mermaid", "--rules", dashed).out
    assert "This is no order - none." in drawn
    assert "<br/>#8226; Brakes rub or fail" in drawn
