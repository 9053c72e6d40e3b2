"""A tabulation: makes the decision table of some levels, with what ``otherwise`` takes as rows."""

from collections.abc import Mapping
from itertools import islice

from explainer.decision.table import LIMIT, Table, table_of
from explainer.rules.model import Level, Question


def tabulate(questions: Mapping[str, Question], levels: Mapping[str, Level]) -> Table:
    """Return the table of ``levels`` and ``questions``.

    The last level may be for every case that no other level covers. Each part of those cases gets a
    row.
    """
    names = [name for name, level in levels.items() if not level.otherwise]
    when = [level.when for level in levels.values() if not level.otherwise]
    table = table_of(questions, names, when)
    *_, last = levels
    if not levels[last].otherwise:
        return table
    from explainer.decision.expansion import (  # imported late because few tables need it
        conditions_of,
        expansion,
    )

    parts = list(islice(expansion(table), LIMIT + 1))
    ways = [conditions_of(way) for live, way, _, is_end in parts if is_end and not live]
    gaps = [{q: way[q] for q in questions if q in way} for way in ways]
    whole = table_of(questions, [*names, *(last for _ in gaps)], [*when, *gaps])
    of_last = whole.all_rows & ~table.all_rows
    return whole._replace(otherwise=of_last, is_cut=len(parts) > LIMIT)
