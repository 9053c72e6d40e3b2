"""Documents for authors: every path for an expert to sign, and how the questions branch."""

from collections.abc import Sequence
from typing import Any

from explainer.decision.flow import Branch, Fork
from explainer.decision.paths import Path
from explainer.decision.table import as_written
from explainer.documents.citations import own
from explainer.documents.composer import Composer
from explainer.documents.document import Document, Flow, Grid, Line, Row, Section, Step, Way

_COLUMNS = (
    *("paths.number", "paths.answers", "paths.case", "paths.outcome"),
    *("document.column-basis", "paths.opinion"),
)


def paths_document(composer: Composer, found: Sequence[Path]) -> Document:
    """Lay out each path for an expert, with room to agree, suggest changes and sign."""
    rules, messages = composer.rules, composer.messages
    rows = [_row(composer, number, path) for number, path in enumerate(found, 1)]
    fingerprint = composer.guide.fingerprint
    sign = messages.list("paths.sign", edition=rules.edition, fingerprint=fingerprint)
    sections = [
        Section(
            messages("paths.heading", count=len(rows)),
            (Grid(tuple(map(messages, _COLUMNS)), tuple(rows)),),
        ),
        composer.assembler.section("paths.signed", own(sign), ()),
    ]
    data = {"paths": [_path(composer, path) for path in found], "fingerprint": fingerprint}
    title, lead = messages("paths.title", title=rules.title), own([messages("paths.lead")])
    return composer.assembler.document(title, lead, sections, data)


def flow_document(composer: Composer, forks: Sequence[Fork]) -> Document:
    """Show how the questions lead to one another, and to levels."""
    rules, messages = composer.rules, composer.messages
    steps = [
        Step(
            rules.questions[fork.question].ask,
            tuple(_way(composer, fork.question, branch) for branch in fork.branches),
        )
        for fork in forks
    ]
    ends = [branch.level for fork in forks for branch in fork.branches if branch.level]
    sections = [
        Section(messages("flow.heading"), (Flow(tuple(steps)),)),
        composer.results.rests_on("flow.rests", [rules.levels[x] for x in dict.fromkeys(ends)]),
    ]
    data = {"flow": [_fork(fork) for fork in forks]}
    title, lead = messages("flow.title", title=rules.title), own([messages("flow.lead")])
    return composer.assembler.document(title, lead, sections, data)


def _row(composer: Composer, number: int, path: Path) -> Row:
    """Return a path as a row: answers, level, outcome, basis, and room for an opinion."""
    level = composer.rules.levels[path.level]
    cells = (
        composer.results.accepted(path.conditions),
        own([level.name]),
        own([composer.results.outcome_of(level)]),
        composer.citations.lines(level.basis),
        (),
    )
    return Row(str(number), cells)


def _path(composer: Composer, path: Path) -> dict[str, Any]:
    """Return a path as plain values."""
    procedure = composer.rules.levels[path.level].procedure or None
    return {"answers": as_written(path.conditions), "level": path.level, "procedure": procedure}


def _way(composer: Composer, question: str, branch: Branch) -> Way:
    """Return where a branch leads: to another step or to a level."""
    messages, answers = composer.messages, composer.guide.any_answer(question, branch.answers)
    if branch.fork:
        return Way(answers, Line(messages("flow.on", number=branch.fork)), branch.fork)
    level = composer.rules.levels[branch.level]
    return Way(answers, Line(f"{level.name}. {composer.results.outcome_of(level)}."), 0)


def _fork(fork: Fork) -> dict[str, Any]:
    """Return a fork as plain values."""
    ways = [
        {"answers": list(answers), "step": number or None, "level": level or None}
        for answers, number, level in fork.branches
    ]
    return {"question": fork.question, "ways": ways}
