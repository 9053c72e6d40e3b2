"""A check: what must hold of a rules file before anything in it is shown to a reader."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from explainer.load import Loaded, load
from explainer.problem import Problem, in_file_order
from explainer.proof import Answers, Proof, prove
from explainer.table import tabulate


def sound(data: bytes, file: str) -> Loaded:
    """Load a rules file, and refuse one whose table has a gap or an overlap."""
    loaded = load(data, file)
    if not {"questions", "levels"} <= loaded.parts.keys():
        return loaded
    when = {name: level.when for name, level in loaded.parts["levels"].items()}
    proof = prove(tabulate(loaded.parts["questions"], loaded.parts["levels"]), when)
    found = [problem for check in TABLE_CHECKS for problem in check(loaded, proof)]
    if not found:
        return loaded
    return loaded._replace(rules=None, problems=in_file_order([*loaded.problems, *found]))


def _gap(loaded: Loaded, proof: Proof) -> Iterator[Problem]:
    """Find answers that no level covers."""
    for gap in proof.gaps:
        message = f"levels: no level covers {_said(gap)}. Add one, or widen another level's 'when'."
        yield loaded.problem(("levels",), "gap", message)


def _overlap(loaded: Loaded, proof: Proof) -> Iterator[Problem]:
    """Find answers that two levels cover."""
    for first, second, witness in proof.overlaps:
        message = (
            f"levels: '{second}' and '{first}' both cover {_said(witness)}. "
            "Add a condition to one of them that rules the other out."
        )
        yield loaded.problem(("levels", second), "overlap", message)


def _too_large(loaded: Loaded, proof: Proof) -> Iterator[Problem]:
    """Refuse a table that cannot be searched to the end."""
    if not proof.finished:
        message = f"levels: the table is too large to prove ({proof.nodes} cases looked at)."
        yield loaded.problem(("levels",), "too-large", message)


TABLE_CHECKS: Final[tuple[Callable[[Loaded, Proof], Iterator[Problem]], ...]] = (
    _gap,
    _overlap,
    _too_large,
)


def _said(answers: Answers | Mapping[str, str]) -> str:
    """Write answers as an author does in 'when'."""
    return "{" + ", ".join(f"{q}: {a}" for q, a in answers.items()) + "}"
