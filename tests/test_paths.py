"""`paths` and `flow`: every case once, and the diagram as a text, a tree and a graph."""

import csv
import io
import json
import re
from itertools import product

import pydot
import pytest
from conftest import TESTS, Opened, open_guide, run
from hypothesis import given
from test_routing import brute_force, splits, tables

from explainer.diagram import unfold
from explainer.model import NOT_SURE, Level, Question
from explainer.paths import paths
from explainer.table import Answers, tabulate

FACES = {"text": "txt", "markdown": "md", "json": "json", "terminal": "terminal"}
WIDE = TESTS / "invalid" / "too-many-paths.yaml"


def combinations(questions: dict[str, Question]) -> list[Answers]:
    return [
        dict(zip(questions, case, strict=True))
        for case in product(*(x.answers for x in questions.values()))
    ]


def each_case_has_one_path(questions: dict[str, Question], levels: dict[str, Level]) -> None:
    found = paths(tabulate(questions, levels))
    assert found is not None
    for case in combinations(questions):
        fits = [path for path in found if path.answers.items() <= case.items()]
        assert [path.level for path in fits] == list(brute_force(questions, levels, case))
    for path in found:  # and no answer in it is idle
        for question in path.answers:
            fewer = {q: a for q, a in path.answers.items() if q != question}
            free = {**dict.fromkeys(questions, NOT_SURE), **fewer}
            assert len(brute_force(questions, levels, free)) > 1
    assert len({path.level for path in found}) == len(found)


def test_each_case_has_one_path_that_ends_where_it_should(guide: Opened) -> None:
    each_case_has_one_path(guide.rules.questions, guide.rules.levels)


@given(tables(splits))
def test_random_tables_too(drawn: tuple[dict[str, Question], dict[str, Level]]) -> None:
    each_case_has_one_path(*drawn)


@pytest.mark.parametrize("format", [*FACES, "csv"])
def test_paths_in_every_format(guide: Opened, format: str, snapshot) -> None:
    result = run("paths", "--format", format, "--rules", guide.path, COLUMNS="80")
    assert result.code == 0, result.err
    snapshot(f"{guide.path.stem}/paths.{FACES.get(format, format)}", result.out)


@pytest.mark.parametrize("format", [*FACES, "mermaid", "dot"])
def test_flow_in_every_format(guide: Opened, format: str, snapshot) -> None:
    result = run("flow", "--format", format, "--rules", guide.path, COLUMNS="80")
    assert result.code == 0, result.err
    snapshot(f"{guide.path.stem}/flow.{FACES.get(format, format)}", result.out)


def test_the_sheet_opens_in_a_spreadsheet(guide: Opened) -> None:
    """One row a path, room for an opinion, and nothing that a spreadsheet would run."""
    text = run("paths", "--format", "csv", "--rules", guide.path).out
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    found = paths(guide.table)
    assert found is not None
    assert [row["Case"] for row in rows] == [guide.rules.levels[p.level].name for p in found]
    assert {row["Agree / change"] for row in rows} == {""}
    notice = list(rows[0].values())[-1]
    assert guide.rules.notices.disclaimer in notice
    assert all(guide.rules.statements[s].text in notice for s in guide.rules.notices.safety_net)
    assert not any(list(row.values())[-1] for row in rows[1:])


def test_a_formula_is_only_a_text() -> None:
    from explainer.document import Document, Grid, Line, Row, Section
    from explainer.render.csv import render

    grid = Grid(("a", "b"), (Row("=1+1", ((Line('@x, "y"'), Line("z")),)), Row("2", ((),))))
    section = Section("h", (grid,))
    document = Document("t", "d", "r", (), (section,), Section("net", ()), {})
    first, *rest = csv.reader(io.StringIO(render(document), newline=""))
    assert first == ["a", "b", "t"]
    assert rest == [["'=1+1", '\'@x, "y"\nz', 'd\nr\nnet\nh\n- @x, "y"\n- z'], ["2", "", ""]]


def test_the_flow_is_the_diagram(guide: Opened) -> None:
    """Walking the steps by any answers ends at the level that the cases end at."""
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
    """Three questions, two of which ask the same after another: the tree names it again."""
    answers = {"a": "A", "b": "B", "c": "C"}
    questions = {q: Question(q, f"{q}?", "-", "-", answers) for q in ("x", "y")}
    whens = [{"y": "a"}, {"y": "b"}, {"x": "a", "y": "c"}, {"x": "b", "y": "c"}]
    levels = {str(i): Level(str(i), f"L{i}", when, ("s",)) for i, when in enumerate(whens)}
    levels["4"] = Level("4", "L4", {"x": "c", "y": "c"}, ("s",))
    nodes = unfold(tabulate(questions, levels))
    assert nodes is not None
    assert len(nodes) == 1 + 3 + 5
    each_case_has_one_path(questions, levels)


def test_graphviz_language(guide: Opened) -> None:
    """A reader of Graphviz's language finds each question, each end and each answer."""
    flow = json.loads(run("flow", "--format", "json", "--rules", guide.path).out)
    (graph,) = pydot.graph_from_dot_data(run("flow", "--format", "dot", "--rules", guide.path).out)
    names = {node.get_name() for node in graph.get_nodes()} - {"node", "edge", "graph"}
    ways = [way for step in flow["flow"] for way in step["ways"]]
    ends = [way for way in ways if way["level"]]
    notes = {node.get_name() for group in graph.get_subgraphs() for node in group.get_nodes()}
    assert notes == {"note1", "note2", "note3"}
    assert len(names) == len(flow["flow"]) + len(ends)
    assert len(graph.get_edges()) == len(ways)


@pytest.mark.parametrize("command", ["paths", "flow"])
def test_too_many_to_show_is_told(command: str) -> None:
    result = run(command, "--rules", WIDE)
    assert result.code == 1
    assert not result.out
    assert "more than 10000 places" in result.err


def test_mermaid_takes_no_text_for_its_own_signs() -> None:
    from explainer.render.graph import _entities

    assert _entities('a"b]<c>`#;') == "a#34;b#93;#60;c#62;#96;#35;;"
    guide = open_guide(TESTS / "other.yaml")
    text = run("flow", "--format", "mermaid", "--rules", guide.path).out
    assert re.fullmatch(r"(flowchart TD\n)(  .+\n)+", text)
