"""Checks for errors that make a rules file unfit for readers. Each check yields problems."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from explainer.decision.guide import Guide
from explainer.decision.interview import finish
from explainer.decision.outcome import procedures
from explainer.decision.proof import Overlap, Proof
from explainer.decision.table import Table, in_yaml
from explainer.documents.composer import Composer
from explainer.documents.layout import WIDE
from explainer.rules.loader import Loaded
from explainer.rules.model import UNSAID, Help, Ids, Level, Procedure
from explainer.rules.problem import Problem, where

MOST: Final = 5  # levels to name in a message about many

# --- in the table ---------------------------------------------------------------------


def _gap(loaded: Loaded, table: Table, proof: Proof) -> Iterator[Problem]:
    """Find answers that no level covers."""
    for gap in () if table.is_cut else proof.gaps:
        message = (
            f"levels: no level covers {in_yaml(gap)}. Add one, or widen the 'when' of another."
        )
        yield loaded.problem(("levels",), "gap", message)


def _overlap(loaded: Loaded, table: Table, proof: Proof) -> Iterator[Problem]:
    """Find answers that two levels cover, and unreachable levels.

    If one level is in the way of several, it is the likely cause, so it is reported alone.
    """
    groups: dict[tuple[str, bool], list[Overlap]] = {}
    for each in proof.overlaps:
        groups.setdefault((each.first, each.hidden), []).append(each)
    for (first, hidden), found in groups.items():
        row, _, others, witness, _ = found[0]
        code, path = "unreachable" if hidden else "overlap", ("levels", row)
        if len(found) > 1:
            path = ("levels", first)
            message = _in_the_way(first, found)
        elif hidden:
            message = (
                f"levels: '{row}' is unreachable: '{first}' covers all its answers, "
                f"{in_yaml(witness)}. Correct the conditions of '{first}', or remove '{row}'."
            )
        else:
            levels = "level" if others == 2 else "levels"
            more = f" '{row}' overlaps {others - 1} more {levels}." if others > 1 else ""
            message = (
                f"levels: '{row}' and '{first}' both cover {in_yaml(witness)}. "
                f"Add a condition to one of them that rules the other out.{more}"
            )
        yield loaded.problem(path, code, message)


def _in_the_way(first: str, found: Sequence[Overlap]) -> str:
    """Return the message about a level that covers answers of several others."""
    names = [f"'{each.row}'" for each in found]
    more = f" and {len(names) - MOST:,} more" if len(names) > MOST else ""
    case = f"such as {in_yaml(found[0].witness)}"
    if found[0].hidden:
        return (
            f"levels: '{first}' covers all the answers of {len(names):,} other levels, {case}, so "
            f"they are unreachable: {', '.join(names[:MOST])}{more}. Correct the conditions of "
            f"'{first}', or remove them."
        )
    return (
        f"levels: '{first}' covers answers of {len(names):,} other levels, {case}: "
        f"{', '.join(names[:MOST])}{more}. Add a condition that rules the others out."
    )


def _nothing_left(loaded: Loaded, table: Table, proof: Proof) -> Iterator[Problem]:
    """Find a level for all other cases where the other levels already cover every case."""
    levels = loaded.parts["levels"]
    for name, level in levels.items():
        if level.otherwise and not table.otherwise and proof.finished:
            message = (
                f"levels: '{name}' is unreachable: the other levels cover all answers, so nothing "
                f"is left for 'otherwise'. Remove '{name}'."
            )
            yield loaded.problem(("levels", name), "unreachable", message)


def _too_large(loaded: Loaded, table: Table, proof: Proof) -> Iterator[Problem]:
    """Report a table that is too large to prove."""
    if not proof.finished:
        message = (
            f"levels: the table is too large to prove (stopped after {proof.nodes} steps). "
            "Split the guide, or let levels test fewer questions."
        )
        yield loaded.problem(("levels",), "table-too-large", message)


def _unnamed_answer(loaded: Loaded, table: Table, proof: Proof) -> Iterator[Problem]:
    """Find an answer that no level mentions, although levels mention other answers to its question.

    If the answer is part of a gap, the gap is already reported. Otherwise, it is covered only
    by levels that do not test the question.
    """
    reported = {(q, a) for gap in proof.gaps for q, answers in gap.items() for a in answers}
    hidden = {overlap.row for overlap in proof.overlaps if overlap.hidden}
    seen = sum(1 << i for i, row in enumerate(table.rows) if row not in hidden)
    for question, answers in loaded.parts["questions"].items():
        for answer in answers.answers:
            free = table.all_rows & ~table.tests[question]
            unnamed = table.tests[question] & seen and table.allows[question][answer] == free
            if unnamed and (question, answer) not in reported:
                message = (
                    f"questions > {question}: no level names the answer '{answer}'; only levels "
                    "that accept any answer cover it. Name it in one of them, or remove it."
                )
                path = ("questions", question, "answers", answer)
                yield loaded.problem(path, "unnamed-answer", message, "warning")


# --- in the rules ---------------------------------------------------------------------


def examples(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find an example whose answers do not lead to the levels and procedures that it lists.

    Every unanswered question counts as "not sure", regardless of the order of the questions.
    """
    for name, example in guide.rules.examples.items():
        levels = guide.table.names(finish(guide.diagram, example.answers).node.live)
        ends = (
            ("", "no level", levels, example.leads),
            ("the procedure ", "no procedure", procedures(guide.rules, levels), example.procedures),
        )
        for what, none, here, there in ends:
            if there != UNSAID and set(here) != set(there):
                found = what + ", ".join(here) if here else none
                wanted = ", ".join(there) or none
                nor = "not only to" if set(there) < set(here) and there else "not to"
                message = (
                    f"examples > {name}: these answers lead to {found}, {nor} {wanted}. "
                    "Correct the example or the levels."
                )
                yield loaded.problem(("examples", name), "example", message)
                break  # a wrong level explains a wrong procedure


def _limited_notice(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a notice that some readers would not see."""
    notices = guide.rules.notices
    places: dict[tuple[str | int, ...], Ids] = {
        ("notices", key): getattr(notices, key) for key in ("first", "safety_net")
    }
    for tier in Help._fields:
        for key in ("brief", "says"):
            places["notices", "help", tier, key] = getattr(getattr(notices.help, tier), key)
    for path, ids in places.items():
        for i, name in enumerate(ids):
            if guide.rules.statements[name].audiences:
                message = (
                    f"{where(path)}: '{name}' is not for every reader, but a notice must be. "
                    "Remove its 'audiences'."
                )
                yield loaded.problem((*path, i), "limited-notice", message)


def _missing_section(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a procedure that lacks a required section."""
    for procedure in guide.rules.procedures.values():
        for section in guide.rules.sections.values():
            if section.required and not procedure.sections.get(section.id):
                message = (
                    f"procedures > {procedure.id}: the section '{section.id}' is missing. Every "
                    "procedure must have it. Write it, or remove its 'required'."
                )
                path = ("procedures", procedure.id, "sections")
                yield loaded.problem(path, "missing-section", message)


def _no_url(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a statement with a link to a source that has no web address."""
    for name, statement in guide.rules.statements.items():
        if statement.link and not guide.rules.sources[statement.source].url:
            message = (
                f"statements > {name}: readers would see a link to its source, but "
                f"'{statement.source}' has no 'url'. Add one there, or remove the 'link' here."
            )
            yield loaded.problem(("statements", name, "link"), "no-url", message)


def _uneven_grid(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a procedure whose written grid lacks a section that another grid has."""
    grids = {p.id: p.grid for p in guide.rules.procedures.values() if p.grid}
    asked = dict.fromkeys(section for grid in grids.values() for section in grid)
    for name, grid in grids.items():
        if missing := [section for section in asked if section not in grid]:
            message = (
                f"procedures > {name} > grid: '{missing[0]}' is missing, which other grids have. "
                "A comparison must answer the same questions for every procedure. Add it."
            )
            yield loaded.problem(("procedures", name, "grid"), "uneven-grid", message)


def _card_too_long(loaded: Loaded, guide: Guide) -> Iterator[Problem]:
    """Find a written card that does not fit on one screen with its longest title."""
    for audience in guide.rules.audiences:
        composer = Composer(guide, audience)
        most = composer.cards.most
        for path, level, procedure in _written_cards(guide, audience):
            title = max(_titles(composer, level, procedure), key=len)
            size = composer.cards.size_of(title, level, procedure)
            if size.within(most):
                continue
            sections = composer.cards.written(level, procedure) or {}
            words = {
                name: sum(len(guide.rules.statements[x].text.split()) for x in ids)
                for name, ids in sections.items()
            }
            longest = max(words, key=words.__getitem__)
            message = (
                f"{where(path)}: this card has {size.rows} lines at {WIDE} columns (limit "
                f"{most.rows}), {size.narrow_rows} at {WIDE // 2} columns (limit "
                f"{most.narrow_rows}) and {size.words} words (limit {most.words}). Shorten "
                f"'{longest}', its longest part ({words[longest]} words), or leave a part out."
            )
            yield loaded.problem(path, "card-too-long", message)


def _written_cards(
    guide: Guide, audience: str
) -> Iterator[tuple[tuple[str, ...], Level | None, Procedure | None]]:
    """Yield the path of each card written for an audience, with its level or procedure."""
    for level in guide.rules.levels.values():
        procedure = guide.rules.procedures.get(level.procedure)
        if audience in level.card:
            yield ("levels", level.id, "card", audience), level, procedure
        elif level.adds and procedure and audience in procedure.card:
            yield ("levels", level.id, "adds"), level, procedure
    for procedure in guide.rules.procedures.values():
        if audience in procedure.card:
            yield ("procedures", procedure.id, "card", audience), None, procedure


def _titles(composer: Composer, level: Level | None, procedure: Procedure | None) -> list[str]:
    """Return the possible titles of a card: its entry's, and those of levels that lead to it."""
    levels = [level] if level else []
    if procedure and not level:
        levels = [x for x in composer.rules.levels.values() if x.procedure == procedure.id]
    titles = [
        text
        for each in levels
        for text in (composer.results.name_of(each), composer.results.title_of(each))
    ]
    return titles if level else [*titles, *([procedure.name] if procedure else [])]


# --- all of them ------------------------------------------------------------------------

# These run if the questions and levels are valid, even if something else in the file is wrong.
OF_TABLE: Final[tuple[Callable[[Loaded, Table, Proof], Iterator[Problem]], ...]] = (
    *(_gap, _overlap, _nothing_left, _too_large, _unnamed_answer),
)
# These look at texts alone, so they also run on each translation.
OF_TEXTS: Final = (_card_too_long,)
# These run on every file that loads.
OF_GUIDE: Final[tuple[Callable[[Loaded, Guide], Iterator[Problem]], ...]] = (
    *(_limited_notice, _missing_section, _no_url, _uneven_grid, _card_too_long),
)
