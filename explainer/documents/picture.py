"""A picture section: drawings of a level's state before and after its procedure."""

from collections.abc import Mapping, Sequence

from explainer.decision.guide import Guide
from explainer.documents.citations import Citations, own
from explainer.documents.document import Line, Part, Passage, Picture, Section
from explainer.drawing.outline import box
from explainer.rules import model
from explainer.rules.model import Level, Procedure, Region


def picture(
    guide: Guide, citations: Citations, level: Level | None, procedure: Procedure | None
) -> Section | None:
    """Return the drawing with its parts and captions, or None if there is nothing to draw."""
    rules, messages = guide.rules, guide.messages
    before = (level and level.picture) or (procedure.before if procedure else "")
    after = procedure.after if procedure else ""
    titles = ("picture.before" if procedure else "picture.now", "picture.after")
    shown = {
        messages(title): rules.pictures[name]
        for title, name in zip(titles, (before, after), strict=True)
        if name
    }
    if not shown:
        return None
    called = messages("picture.title")
    if procedure and len(shown) > 1:
        called = messages("picture.title-of", name=procedure.in_sentence)
    captions = dict.fromkeys(name for view in shown.values() for name in view.caption)
    lines, use = citations.lines(captions), own([messages("picture.use")])
    return Section(called, (drawing(guide, shown), Passage((*lines, *use))), role="beside")


def drawing(guide: Guide, shown: Mapping[str, model.Picture], *, has_key: bool = True) -> Picture:
    """Return a drawing of pictures by title, side by side."""
    regions = list(guide.rules.regions.values())
    parts = (_part(guide, region, list(shown.values())) for region in reversed(regions))
    frame = box(region.outline for region in regions)
    return Picture(tuple(shown), tuple(part for part in parts if part), frame, has_key)


def _part(guide: Guide, region: Region, shown: Sequence[model.Picture]) -> Part | None:
    """Describe a region's state in each picture; return None if no picture draws it."""
    messages = guide.messages
    states = [guide.rules.states.get(view.looks.get(region.id, "")) for view in shown]
    if not any(states):
        return None
    if states[0]:
        names = [state.name if state else messages("picture.gone") for state in states]
    else:
        names = [state.name for state in states if state]
    looks = messages("picture.then").join(dict.fromkeys(name for name in names if name))
    text = (
        messages("picture.part", name=region.name, looks=looks)
        if looks
        else messages("picture.part-alone", name=region.name)
    )
    line = Line(text, label=messages("document.kind-reading"))
    patterns = tuple(state.pattern if state else None for state in states)
    return Part(region.id, line, region.outline, patterns)
