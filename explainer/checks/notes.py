"""Notes for translators: where a text appears, and how long it may be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from textwrap import wrap
from typing import Final

from explainer.checks.po import WIDTH
from explainer.messages.catalogue import Unit
from explainer.rules.model import Level, Procedure, RuleSet

MOST: Final = 3  # places to name
LONGER: Final = 1.15  # how much longer than the original a text on a card may be
TIGHT: Final = ("heading", "topic", "label", "phrase")  # keys of texts for which there is no room


def notes_for(units: Iterable[Unit], rules: RuleSet | None = None) -> list[list[str]]:
    """Return the lines of the note for each unit: of a guide, or of the tool's own messages."""
    places = _places(rules) if rules else {}
    return [_note(unit, rules, places) for unit in units]


def _note(unit: Unit, rules: RuleSet | None, places: Mapping[str, Sequence[str]]) -> list[str]:
    lines = [unit.about]
    if unit.is_shared and rules and unit.path[0] == "statements":
        lines = [f"In: {rules.sources[rules.statements[str(unit.path[1])].source].title}"]
    if unit.words is not None:
        lines.append("Words of your own, one on each line. In the original:")
        lines.append(", ".join(unit.words) or "none.")
    if unit.path[:1] == ("statements",) and not unit.is_shared:
        shown = places.get(str(unit.path[1]), ())
        more = f" and {len(shown) - MOST} more" if len(shown) > MOST else ""
        lines = [f"In: {'; '.join(shown[:MOST])}{more}"] if shown else []
        if any(place.startswith("card") for place in shown):
            lines.append(_room(unit))
    elif unit.path and unit.path[-1] in TIGHT:
        lines.append(_room(unit))
    return [row for line in lines for row in wrap(line, WIDTH - 3)]


def _room(unit: Unit) -> str:
    return f"There is room for about {ceil(LONGER * len(unit.original))} characters."


def _places(rules: RuleSet) -> Mapping[str, list[str]]:
    """Return where each statement is shown, cards first."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for place, ids in _shown(rules):
        for name in ids:
            found[name][place] = None
    return {name: list(places) for name, places in found.items()}


def _shown(rules: RuleSet) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield each place that shows statements, and which."""
    entries: list[Level | Procedure] = [*rules.procedures.values(), *rules.levels.values()]
    for entry in entries:
        for reader, card in entry.card.items():
            yield f"card of {entry.id} ({reader})", [x for ids in card.values() for x in ids]
    for tier in rules.notices.tiers.values():
        yield f"card, {tier.label}", tier.brief
    for entry in entries:
        grid = entry.grid if isinstance(entry, Procedure) else entry.adds
        for name in rules.sections:
            ids = (*entry.sections.get(name, ()), *grid.get(name, ()))
            yield f"{entry.id}, {rules.sections[name].heading}", ids
    for faq in rules.faq.values():
        yield faq.question, faq.says
    for word in rules.glossary.values():
        yield f"the meaning of {word.name}", word.says
