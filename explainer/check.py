"""A check: what must hold of a rules file before anything in it is shown to a reader."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from explainer.interview import follow
from explainer.load import Loaded, load
from explainer.model import RuleSet
from explainer.problem import Problem, in_file_order
from explainer.proof import Proof, prove
from explainer.table import tabulate


def sound(data: bytes, file: str) -> Loaded:
    """Load a rules file, and refuse one that could mislead a reader."""
    loaded = load(data, file)
    found: list[Problem] = []
    if {"questions", "levels"} <= loaded.parts.keys():
        when = {name: level.when for name, level in loaded.parts["levels"].items()}
        proof = prove(tabulate(loaded.parts["questions"], loaded.parts["levels"]), when)
        found += [problem for check in OF_THE_TABLE for problem in check(loaded, proof)]
    if loaded.rules:
        found += [problem for check in OF_THE_RULES for problem in check(loaded, loaded.rules)]
    if not found:
        return loaded
    return loaded._replace(rules=None, problems=in_file_order([*loaded.problems, *found]))


def _gap(loaded: Loaded, proof: Proof) -> Iterator[Problem]:
    """Find answers that no level covers."""
    for gap in proof.gaps:
        message = f"levels: no level covers {_said(gap)}. Add one, or widen another's 'when'."
        yield loaded.problem(("levels",), "gap", message)


def _overlap(loaded: Loaded, proof: Proof) -> Iterator[Problem]:
    """Find answers that two levels cover."""
    for row, first, others, witness in proof.overlaps:
        more = f" (and {others - 1} more)" if others > 1 else ""
        message = (
            f"levels: '{row}' and '{first}'{more} both cover {_said(witness)}. "
            "Add a condition to one that rules the other out."
        )
        yield loaded.problem(("levels", row), "overlap", message)


def _too_large(loaded: Loaded, proof: Proof) -> Iterator[Problem]:
    """Refuse a table that cannot be searched to the end."""
    if not proof.finished:
        message = f"levels: the table is too large to prove ({proof.nodes} cases looked at)."
        yield loaded.problem(("levels",), "too-large", message)


def _example(loaded: Loaded, rules: RuleSet) -> Iterator[Problem]:
    """Find an example that ends elsewhere than it says: an answer is swapped somewhere."""
    table = tabulate(rules.questions, rules.levels)
    for name, example in rules.examples.items():
        levels = table.names(follow(table, example.answers).node.live)
        if levels != tuple(level for level in rules.levels if level in example.leads):
            message = (
                f"examples > {name}: these answers lead to {', '.join(levels)}, not to "
                f"{', '.join(example.leads)}. Mend the example, or the levels."
            )
            yield loaded.problem(("examples", name), "example", message)


def _limited_notice(loaded: Loaded, rules: RuleSet) -> Iterator[Problem]:
    """Find a safety net that not every reader would see."""
    for key in ("first", "safety_net"):
        for i, name in enumerate(getattr(rules.notices, key)):
            if rules.statements[name].audiences:
                message = (
                    f"notices > {key}: '{name}' is not for every reader, and this must be. "
                    "Take its 'audiences' out."
                )
                yield loaded.problem(("notices", key, i), "limited-notice", message)


OF_THE_TABLE: Final[tuple[Callable[[Loaded, Proof], Iterator[Problem]], ...]] = (
    _gap,
    _overlap,
    _too_large,
)
OF_THE_RULES: Final[tuple[Callable[[Loaded, RuleSet], Iterator[Problem]], ...]] = (
    _example,
    _limited_notice,
)


def _said(answers: Mapping[str, str]) -> str:
    """Write answers as an author does in 'when'; of very many, the first."""
    pairs = [f"{question}: {answer}" for question, answer in answers.items()]
    return "{" + ", ".join(pairs[:8]) + (", ..." if len(pairs) > 8 else "") + "}"
