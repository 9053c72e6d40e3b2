"""A check: what must hold of a rules file before anything in it is shown to a reader."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from explainer import slip
from explainer.diagram import Diagram
from explainer.interview import follow
from explainer.load import Loaded, load
from explainer.model import NOT_SURE, RuleSet
from explainer.problem import Problem, in_file_order
from explainer.proof import Proof, prove
from explainer.table import Table, tabulate
from explainer.words import Words

if TYPE_CHECKING:
    from explainer.readability import Measure, Score

Watch = Callable[[str, float], None]  # told what is being done, and how much of it is done


class Subject(NamedTuple):
    """What the checks look at.

    ``table`` and ``proof`` are None where the file has no sound table; ``words`` is None
    where nobody asked for slips, and ``today`` is a day as in 2026-11-23.
    """

    loaded: Loaded
    table: Table | None
    proof: Proof | None
    words: Words | None = None
    today: str = ""


Check = Callable[[Subject], Iterator[Problem]]


class Checked(NamedTuple):
    """What a check found in one file.

    ``proof`` is None where there is no sound table, ``scores`` where nothing was measured.
    """

    file: str
    problems: tuple[Problem, ...]
    proof: Proof | None
    scores: "tuple[Score, ...] | None" = None

    @property
    def is_sound(self) -> bool:
        """Whether a reader may see what the file says."""
        return all(problem.severity != "error" for problem in self.problems)

    @property
    def failed(self) -> bool:
        """Whether there is anything to mend; a note is not."""
        return any(problem.severity != "note" for problem in self.problems)


def sound(data: bytes, file: str, watch: Watch | None = None) -> Loaded:
    """Load a rules file, and refuse one that could mislead a reader."""
    subject = _subject(data, file, watch)
    found = [problem for find in CHECKS for problem in find(subject)]
    errors = [p for p in (*subject.loaded.problems, *found) if p.severity == "error"]
    rules = None if errors else subject.loaded.rules
    return subject.loaded._replace(rules=rules, problems=in_file_order(errors))


def check(
    data: bytes,
    file: str,
    words_for: Callable[..., Words],
    today: str,
    measure_for: "Callable[[str], Measure | None]",
    watch: Watch | None = None,
) -> Checked:
    """Check a rules file for all that ``sound`` refuses, and for what looks like a slip.

    ``words_for`` returns the tool's words in a language, ``measure_for`` what measures
    how hard a text in it is, or None.
    """
    subject = _subject(data, file, watch)
    rules = subject.loaded.rules
    if rules:
        words = words_for(rules.language, expert=rules.expert, noun=rules.noun)
        subject = subject._replace(words=words, today=today)
    found = [problem for find in CHECKS for problem in find(subject)]
    checked = Checked(file, in_file_order([*subject.loaded.problems, *found]), subject.proof)
    if not (rules and subject.words and checked.is_sound):
        return checked
    measure = measure_for(rules.language)
    if measure is None:
        return checked
    from explainer import readability  # only here: nobody who is asked has to wait for it

    measuring = partial(watch, "Measuring") if watch else lambda done: None
    scores = tuple(readability.scores(rules, subject.words, measure, measuring))
    hard = readability.too_hard(subject.loaded, scores, measure)
    return checked._replace(problems=in_file_order([*checked.problems, *hard]), scores=scores)


def _subject(data: bytes, file: str, watch: Watch | None) -> Subject:
    """Load a file and prove its table, even where something else in it is wrong."""
    reading, proving = (watch and partial(watch, what) for what in ("Reading", "Proving"))
    loaded = load(data, file, reading)
    if not {"questions", "levels"} <= loaded.parts.keys():
        return Subject(loaded, None, None)
    table = tabulate(loaded.parts["questions"], loaded.parts["levels"])
    return Subject(loaded, table, prove(table, proving))


# --- of the table ---------------------------------------------------------------------


def _gap(loaded: Loaded, table: Table, proof: Proof) -> Iterator[Problem]:
    """Find answers that no level covers."""
    for gap in proof.gaps:
        message = f"levels: no level covers {_said(gap)}. Add one, or widen another's 'when'."
        yield loaded.problem(("levels",), "gap", message)


def _overlap(loaded: Loaded, table: Table, proof: Proof) -> Iterator[Problem]:
    """Find answers that two levels cover, and levels that another covers wholly."""
    for row, first, others, witness, hidden in proof.overlaps:
        more = f" '{row}' overlaps {others - 1} more." if others > 1 else ""
        code = "unreachable" if hidden else "overlap"
        message = (
            f"levels: '{row}' is never reached: '{first}' covers all that it covers, "
            f"{_said(witness)}. Take it out, or add a condition to '{first}'."
            if hidden
            else f"levels: '{row}' and '{first}' both cover {_said(witness)}. "
            f"Add a condition to one that rules the other out.{more}"
        )
        yield loaded.problem(("levels", row), code, message)


def _too_large(loaded: Loaded, table: Table, proof: Proof) -> Iterator[Problem]:
    """Refuse a table that cannot be searched to the end."""
    if not proof.finished:
        message = (
            f"levels: the table is too large to prove ({proof.nodes} places looked at). "
            "Split the guide, or let levels test fewer questions."
        )
        yield loaded.problem(("levels",), "table-too-large", message)


def _unnamed_answer(loaded: Loaded, table: Table, proof: Proof) -> Iterator[Problem]:
    """Find an answer that no level names, though others to its question have one.

    A gap would say so too; here, overlapping levels cover it that leave the question open.
    """
    told = {pair for gap in proof.gaps for pair in gap.items()}
    hidden = {overlap.row for overlap in proof.overlaps if overlap.hidden}
    seen = sum(1 << i for i, row in enumerate(table.rows) if row not in hidden)
    for question, answers in loaded.parts["questions"].items():
        for answer in answers.answers:
            free = table.all_rows & ~table.tests[question]
            unnamed = table.tests[question] & seen and table.allows[question][answer] == free
            if unnamed and (question, answer) not in told:
                message = (
                    f"questions > {question}: no level names the answer '{answer}', only levels "
                    "for any answer cover it. Name it in one of them, or take it out."
                )
                path = ("questions", question, "answers", answer)
                yield loaded.problem(path, "unnamed-answer", message, "warning")


# --- of the rules ---------------------------------------------------------------------


def _example(loaded: Loaded, rules: RuleSet) -> Iterator[Problem]:
    """Find an example that ends elsewhere than it says: an answer is swapped somewhere.

    What an example does not answer counts as "not sure", whatever the order of questions.
    """
    table = tabulate(rules.questions, rules.levels)
    diagram = Diagram(table)
    for name, example in rules.examples.items():
        answers = {**dict.fromkeys(table.tests, NOT_SURE), **example.answers}
        levels = table.names(follow(diagram, answers).node.live)
        if levels != tuple(level for level in rules.levels if level in example.leads):
            here, there = (", ".join(x) or "no level" for x in (levels, example.leads))
            message = (
                f"examples > {name}: these answers lead to {here}, not to {there}. "
                "Mend the example, or the levels."
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


def _missing_section(loaded: Loaded, rules: RuleSet) -> Iterator[Problem]:
    """Find a procedure without a section that every procedure must have."""
    for procedure in rules.procedures.values():
        for section in rules.sections.values():
            if section.required and not procedure.sections.get(section.id):
                message = (
                    f"procedures > {procedure.id}: the section '{section.id}' is missing. Every "
                    "procedure must have it: write it, or take its 'required' out."
                )
                path = ("procedures", procedure.id, "sections")
                yield loaded.problem(path, "missing-section", message)


def _said(answers: Mapping[str, str]) -> str:
    """Write answers as they stand in a rules file."""
    return "{" + ", ".join(f"{question}: {answer}" for question, answer in answers.items()) + "}"


# --- all of them ------------------------------------------------------------------------


def _of_table(find: Callable[[Loaded, Table, Proof], Iterator[Problem]]) -> Check:
    """Return a check of every file whose table is sound."""

    def check(subject: Subject) -> Iterator[Problem]:
        if subject.table and subject.proof:
            yield from find(subject.loaded, subject.table, subject.proof)

    return check


def _of_rules(find: Callable[[Loaded, RuleSet], Iterator[Problem]]) -> Check:
    """Return a check of every file that loads."""

    def check(subject: Subject) -> Iterator[Problem]:
        if subject.loaded.rules:
            yield from find(subject.loaded, subject.loaded.rules)

    return check


def _of_slips(find: Callable[[slip.Draft], Iterator[Problem]]) -> Check:
    """Return a check of every file that loads, where somebody asked for slips."""

    def check(subject: Subject) -> Iterator[Problem]:
        loaded, table, proof, words, today = subject
        if loaded.rules and table and proof and words:
            yield from find(slip.Draft(loaded, loaded.rules, table, proof, words, today))

    return check


CHECKS: Final = (
    *map(_of_table, (_gap, _overlap, _too_large, _unnamed_answer)),
    *map(_of_rules, (_example, _limited_notice, _missing_section)),
    *map(_of_slips, slip.SLIPS),
)
