"""Coverage: the levels that a file's examples reach, and those that they do not."""

from explainer.decision.guide import Guide
from explainer.decision.interview import finish


def unreached(guide: Guide) -> tuple[str, ...]:
    """Return the levels that no example leads to for certain, in file order.

    An example that leaves several levels possible does not reach any of them.
    """
    ends = (
        guide.table.names(finish(guide.diagram, example.answers).node.live)
        for example in guide.rules.examples.values()
    )
    reached = {levels[0] for levels in ends if len(levels) == 1}
    return tuple(level for level in guide.rules.levels if level not in reached)
