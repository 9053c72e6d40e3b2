"""Real interviews as rules files: each table is proven, stays small, and passes its own tests."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from conftest import TESTS, check, open_guide

from explainer.decision.interview import follow
from explainer.rules.model import NOT_SURE

FLOWS: Final = sorted((TESTS / "flows").glob("*.yaml"))
MOST_LEVELS: Final = 90
LEAST_EXAMPLES: Final = 60

Case = Mapping[str, str]


@pytest.fixture(params=FLOWS, ids=lambda path: path.stem)
def flow(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def content(flow: Path) -> Any:
    """Return the file's content as plain text, lists and mappings, read by PyYAML alone."""
    return yaml.load(flow.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - makes text only


def cases(questions: Mapping[str, Any], given: Case) -> Iterator[Case]:
    """Yield every full combination of answers that agrees with the answers already given."""
    free = ([given[q]] if q in given else question["answers"] for q, question in questions.items())
    for answers in product(*free):
        yield dict(zip(questions, answers, strict=True))


def fits(level: Mapping[str, Any], case: Case) -> bool:
    """Check a level's conditions, each of which is one answer or a list of answers."""
    conditions = level.get("when", {}).items()
    return all(
        case[q] in ([any_of] if isinstance(any_of, str) else any_of) for q, any_of in conditions
    )


def levels_of(rules: Mapping[str, Any], case: Case) -> list[str]:
    """Return the levels that fit a full combination; 'otherwise' counts if no other level fits."""
    named = {name: level for name, level in rules["levels"].items() if "otherwise" not in level}
    found = [name for name, level in named.items() if fits(level, case)]
    return found or [name for name in rules["levels"] if name not in named]


def test_the_file_has_no_errors(flow: Path) -> None:
    """An example that the table contradicts would be an error."""
    report = check(flow.read_bytes(), flow.name, quick=True)
    assert not [str(problem) for problem in report.problems if problem.severity == "error"]


def test_the_file_is_of_a_size_to_read_and_to_trust(flow: Path) -> None:
    rules = content(flow)
    assert len(rules["levels"]) <= MOST_LEVELS
    assert len(rules["examples"]) >= LEAST_EXAMPLES


@pytest.mark.thorough
def test_each_combination_has_one_level(flow: Path) -> None:
    """Brute force over the file as PyYAML reads it agrees with the diagram on every case."""
    rules, guide = content(flow), open_guide(flow)
    for case in cases(rules["questions"], {}):
        found = levels_of(rules, case)
        assert len(found) == 1, case
        assert list(guide.table.names(follow(guide.diagram, case).node.live)) == found, case


@pytest.mark.thorough
def test_each_example_by_brute_force(flow: Path) -> None:
    """A question without an answer may have any answer."""
    rules = content(flow)
    for name, example in rules["examples"].items():
        given = {q: a for q, a in example["answers"].items() if a != NOT_SURE}
        found = {
            level for case in cases(rules["questions"], given) for level in levels_of(rules, case)
        }
        assert found == set(example["leads"]), name
