"""A check: what must hold of a rules file before anything in it is shown to a reader."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from explainer.interview import follow
from explainer.load import Loaded, load
from explainer.model import RuleSet, Sections
from explainer.problem import Problem, in_file_order
from explainer.proof import Proof, prove
from explainer.table import tabulate

RulesCheck = Callable[[Loaded, RuleSet], Iterator[Problem]]


class Checked(NamedTuple):
    """What a check found in one file; ``proof`` is None where there is no sound table."""

    file: str
    problems: tuple[Problem, ...]
    proof: Proof | None


def sound(data: bytes, file: str) -> Loaded:
    """Load a rules file, and refuse one that could mislead a reader."""
    loaded = load(data, file)
    found = [*_of_the_table(loaded, _prove(loaded)), *_of_the_rules(loaded, OF_THE_RULES)]
    if not found:
        return loaded
    return loaded._replace(rules=None, problems=in_file_order([*loaded.problems, *found]))


def check(data: bytes, file: str) -> Checked:
    """Check a rules file for all that ``sound`` refuses, and for what looks like a slip."""
    loaded = load(data, file)
    proof = _prove(loaded)
    found = [*loaded.problems, *_of_the_table(loaded, proof)]
    found += _of_the_rules(loaded, (*OF_THE_RULES, *SLIPS))
    return Checked(file, in_file_order(found), proof)


def _prove(loaded: Loaded) -> Proof | None:
    """Prove the table, even where something else in the file is wrong."""
    if not {"questions", "levels"} <= loaded.parts.keys():
        return None
    when = {name: level.when for name, level in loaded.parts["levels"].items()}
    return prove(tabulate(loaded.parts["questions"], loaded.parts["levels"]), when)


def _of_the_table(loaded: Loaded, proof: Proof | None) -> list[Problem]:
    return [p for check in OF_THE_TABLE for p in check(loaded, proof)] if proof else []


def _of_the_rules(loaded: Loaded, checks: Sequence[RulesCheck]) -> list[Problem]:
    rules = loaded.rules
    return [problem for check in checks for problem in check(loaded, rules)] if rules else []


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


def _unused(loaded: Loaded, rules: RuleSet) -> Iterator[Problem]:
    """Find what nothing uses: most often a name that was forgotten elsewhere."""
    used = {
        "statements": _statements_used(rules),
        "sources": {statement.source for statement in rules.statements.values()} | {rules.guide},
        "procedures": {level.procedure for level in rules.levels.values()},
        "sections": {name for sections in _all_sections(rules) for name in sections},
        "questions": {name for level in rules.levels.values() for name in level.when},
    }
    for registry, names in used.items():
        for name in getattr(rules, registry):
            if name not in names:
                message = f"{registry}: nothing uses '{name}'. Use it, or take it out."
                problem = loaded.problem((registry, name), "unused", message)
                yield problem._replace(severity="warning")


def _statements_used(rules: RuleSet) -> set[str]:
    used = {*rules.purpose, *rules.notices.first, *rules.notices.safety_net}
    for sections in _all_sections(rules):
        used.update(*sections.values())
    used.update(*(level.basis for level in rules.levels.values()))
    used.update(*(question.says for question in rules.faq.values()))
    used.update(*(word.says for word in rules.glossary.values()))
    return used


def _all_sections(rules: RuleSet) -> list[Sections]:
    return [x.sections for x in rules.levels.values()] + [
        x.sections for x in rules.procedures.values()
    ]


OF_THE_TABLE: Final[tuple[Callable[[Loaded, Proof], Iterator[Problem]], ...]] = (
    _gap,
    _overlap,
    _too_large,
)
OF_THE_RULES: Final[tuple[RulesCheck, ...]] = (_example, _limited_notice)
SLIPS: Final[tuple[RulesCheck, ...]] = (_unused,)


def _said(answers: Mapping[str, str]) -> str:
    """Write answers as an author does in 'when'; of very many, the first."""
    pairs = [f"{question}: {answer}" for question, answer in answers.items()]
    return "{" + ", ".join(pairs[:8]) + (", ..." if len(pairs) > 8 else "") + "}"
