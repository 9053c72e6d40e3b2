"""A path: the least that must be known of the answers to reach a level, and that level."""

from typing import NamedTuple

from explainer.decision.table import Answers, Conditions, Table, in_order


class Path(NamedTuple):
    """Conditions in the order asked, and the level that they determine by themselves."""

    conditions: Conditions
    level: str

    @property
    def answers(self) -> Answers:
        """One set of answers that meets the conditions: the first of each."""
        return {question: accepted[0] for question, accepted in self.conditions.items()}


def paths(table: Table) -> tuple[Path, ...]:
    """Return each path through a proven table once, in the order asked.

    All routes through the diagram that end at a level meet that level's conditions. Each
    condition is needed, because without it another level would also be possible. So the
    conditions form the path, however many routes there are. Only the level with ``otherwise`` has
    several paths, one for each part of what no other level covers.
    """
    order = {q: table.answers(q) for q in table.allows}

    def asked(path: Path) -> list[int]:
        return [
            answers.index(path.conditions[q][0]) if q in path.conditions else len(answers)
            for q, answers in order.items()
        ]

    found = (
        Path({q: in_order(when[q], order[q]) for q in order if q in when}, level)
        for level, when in zip(table.rows, table.when, strict=True)
    )
    return tuple(sorted(found, key=asked))
