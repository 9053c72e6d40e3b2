"""The result of checking a rules file: problems, the proof of the table, and the guide if sound."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from explainer.checks import errors, items
from explainer.decision.guide import Guide, MessagesFor, make_guide
from explainer.decision.proof import Proof, prove
from explainer.decision.table import Table
from explainer.decision.tabulation import tabulate
from explainer.rules.loader import Loaded, load
from explainer.rules.problem import Problem, in_file_order

if TYPE_CHECKING:
    from explainer.checks.readability import Measure, Score

Watch = Callable[[str, float], None]  # called with the name of a step and the fraction done


class Report(NamedTuple):
    """The result of checking one file.

    ``guide`` is None if there are errors, ``proof`` is None if the questions or levels are
    invalid, and ``scores`` is None if no text was measured.
    """

    file: str
    problems: tuple[Problem, ...]
    proof: Proof | None = None
    guide: Guide | None = None
    scores: "tuple[Score, ...] | None" = None

    @property
    def is_sound(self) -> bool:
        """Whether readers may see the guide."""
        return all(problem.severity != "error" for problem in self.problems)

    @property
    def failed(self) -> bool:
        """Whether there is anything that must be fixed. Notes do not count."""
        return any(problem.severity != "note" for problem in self.problems)


class _Examined(NamedTuple):
    """The results of loading and proving a file. Unavailable results are None."""

    loaded: Loaded
    table: Table | None
    proof: Proof | None
    guide: Guide | None

    def problems(self) -> Iterator[Problem]:
        """Yield the problems found while loading, followed by those from the checks for errors."""
        yield from self.loaded.problems
        if self.table and self.proof:
            for of_table in errors.OF_TABLE:
                yield from of_table(self.loaded, self.table, self.proof)
        if self.guide:
            for of_guide in (*errors.OF_GUIDE, *items.ERRORS):
                yield from of_guide(self.loaded, self.guide)


def sound(
    data: bytes,
    file: str,
    messages_for: MessagesFor,
    watch: Watch | None = None,
    without: Collection[str] = (),
) -> Report:
    """Return a report with the guide, or with the errors that could mislead readers.

    ``messages_for`` returns the tool's messages in the given language. The top-level keys in
    ``without`` are skipped, with all below them.
    """
    examined = _examine(data, file, messages_for, watch, without)
    found = in_file_order(p for p in examined.problems() if p.severity == "error")
    return Report(file, found, examined.proof, None if found else examined.guide)


def check(
    data: bytes,
    file: str,
    messages_for: MessagesFor,
    today: str,
    measure_for: "Callable[[str], Measure | None]",
    watch: Watch | None = None,
) -> Report:
    """Check a rules file for errors and likely mistakes.

    ``measure_for`` returns a function that measures the reading grade of text in a language, or
    None if that is not possible.
    """
    examined = _examine(data, file, messages_for, watch)
    found, proof, guide = list(examined.problems()), examined.proof, examined.guide
    if guide and proof:
        from explainer.checks import warnings  # imported late because only authors need it

        draft = warnings.Draft(examined.loaded, guide, proof, today)
        found += [problem for find in warnings.WARNINGS for problem in find(draft)]
        found += [p for find in items.WARNINGS for p in find(examined.loaded, guide)]
    report = Report(file, in_file_order(found), proof)
    if guide is None or not report.is_sound:
        return report
    measure = measure_for(guide.rules.language)
    if measure is None:
        return report._replace(guide=guide)
    from explainer.checks import readability  # imported late because only authors need it

    measuring = partial(watch, "measuring") if watch else lambda done: None
    scores = tuple(readability.scores(guide, measure, measuring))
    hard = readability.too_hard(examined.loaded, scores, measure)
    problems = in_file_order([*report.problems, *hard])
    return report._replace(problems=problems, guide=guide, scores=scores)


def _examine(
    data: bytes,
    file: str,
    messages_for: MessagesFor,
    watch: Watch | None,
    without: Collection[str] = (),
) -> _Examined:
    """Load a file and prove its table, even if something else in the file is wrong."""
    reading, proving = (watch and partial(watch, what) for what in ("reading", "proving"))
    loaded = load(data, file, reading, without)
    if not {"questions", "levels"} <= loaded.parts.keys():
        return _Examined(loaded, None, None, None)
    table = tabulate(loaded.parts["questions"], loaded.parts["levels"])
    proof, rules = prove(table, proving), loaded.rules
    if rules is None:
        return _Examined(loaded, table, proof, None)
    return _Examined(loaded, table, proof, make_guide(data, rules, table, messages_for))
