"""The result of checking a rules file: problems, the proof of the table, and the guide if sound."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from explainer.checks import errors, items
from explainer.decision.guide import Guide, MessagesFor, make_guide
from explainer.decision.proof import Proof, prove
from explainer.decision.table import Table
from explainer.decision.tabulation import tabulate
from explainer.rules.loader import Loaded, load
from explainer.rules.problem import Problem, in_file_order

if TYPE_CHECKING:
    from explainer.checks.readability import Measure, Score
    from explainer.checks.translations import Checked, Files

Watch = Callable[[str, float], None]  # called with the name of a step and the fraction done


# Warnings that only a translation that is whole can have.
OF_TRANSLATIONS: Final = (
    *("card-too-long", "hard-to-read", "long-text", "other-numbers", "other-word", "same-name"),
    *("sheet-too-long", "wording"),
)


class Report(NamedTuple):
    """The result of checking one file.

    ``guide`` is None if there are errors, ``proof`` is None if the questions or levels are
    invalid, and ``scores`` is None if no text was measured. ``accepted`` is how many warnings the
    file accepts; they are not among the problems, but those of its ``translations`` are.
    """

    file: str
    problems: tuple[Problem, ...]
    proof: Proof | None = None
    guide: Guide | None = None
    scores: "tuple[Score, ...] | None" = None
    accepted: int = 0
    translations: "tuple[Checked, ...]" = ()

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
        if self.guide and self.proof:
            if self.proof.complete and self.proof.unique:  # otherwise, they show nothing new
                yield from errors.examples(self.loaded, self.guide)
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
    files_of: "Callable[[Guide], Iterable[Files]]" = lambda guide: (),
) -> Report:
    """Check a rules file, with its translations, for errors and likely mistakes.

    ``measure_for`` returns a function that measures how hard it is to read text in a language, or
    None if that is not possible. ``files_of`` returns the files of a guide's translations.
    """
    from explainer.checks.acceptances import settle  # imported late because only authors need it

    examined = _examine(data, file, messages_for, watch)
    found = {*examined.problems(), *_likely_mistakes(examined, today)}
    guide, scores = examined.guide, None
    translations: tuple[Checked, ...] = ()
    if any(problem.severity == "error" for problem in found):
        guide = None
    if guide and (measure := measure_for(guide.rules.language)):
        from explainer.checks import readability  # imported late because only authors need it

        measuring = partial(watch, "measuring") if watch else lambda done: None
        scores = tuple(readability.scores(guide, measure, measuring))
        found.update(
            examined.loaded.problem(("statements", name, "text"), "hard-to-read", said, "warning")
            for name, said in readability.too_hard(scores, measure)
        )
    if guide and guide.rules.translations:
        from explainer.checks.translations import check_translation

        assert examined.proof  # noqa: S101 (a guide has one)
        translations = tuple(
            check_translation(guide, examined.proof, files, messages_for, measure_for)
            for files in files_of(guide)
        )
        found.update(problem for each in translations for problem in each.problems)
    left, accepted = settle(
        examined.loaded, found, _unchecked(examined.guide, scores, translations)
    )
    problems = in_file_order(left)
    return Report(file, problems, examined.proof, guide, scores, accepted, translations)


def _likely_mistakes(examined: _Examined, today: str) -> Iterator[Problem]:
    """Yield the warnings and notes about a file that loads."""
    from explainer.checks import warnings  # imported late because only authors need it

    if examined.guide and examined.proof:
        draft = warnings.Draft(examined.loaded, examined.guide, examined.proof, today)
        for of_draft in warnings.WARNINGS:
            yield from of_draft(draft)
        for of_guide in items.WARNINGS:
            yield from of_guide(examined.loaded, examined.guide)


def _unchecked(
    guide: Guide | None,
    scores: "tuple[Score, ...] | None",
    translations: "tuple[Checked, ...]",
) -> tuple[str, ...]:
    """Return the codes of the warnings that this file cannot have, as nobody looked for them."""
    wanted = len(guide.rules.translations) if guide else 0
    is_left = sum(each.is_whole for each in translations) < wanted
    unmeasured = ("hard-to-read",) if scores is None else ()
    unread = ("wording", "unexplained") if guide and not guide.has_wording else ()
    return (*unmeasured, *unread, *(OF_TRANSLATIONS if is_left else ()))


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
