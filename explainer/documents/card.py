"""A card: the answer on one screen, at the top of a document.

A card is written in the rules file, section by section. If it is not, it is composed: the summary
comes first, then the first statement of each section, as space allows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from explainer.decision.guide import Guide
from explainer.decision.outcome import Outcome
from explainer.documents.citations import Citations, flagged_once, own
from explainer.documents.document import FLAGS, Line, Passage, Section, lines_of
from explainer.documents.layout import WIDE, Size, most_of, size
from explainer.rules import model
from explainer.rules.model import Ids, Level, Procedure, Sections, Style, Tier

URGENT: Final = ("now", "today")  # the tiers of help on every card
MOST_OUTCOMES: Final = 6  # listed on the card of an open result
FEW_OUTCOMES: Final = 2  # if there are no more than this, each is also described
MOST_TO_SETTLE: Final = 2  # questions to ask first

Card = tuple[Section, ...]


class Matched(NamedTuple):
    """The statements of an answer that a reader's words matched; they are cut last.

    If they are all that matched, they ``are_first``.
    """

    statements: Collection[str] = ()
    are_first: bool = False

    def ordered(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Return lines with those that matched first, if they are to be."""
        if not self.are_first:
            return lines
        return tuple(sorted(lines, key=lambda line: not self.has(line)))

    def has(self, line: Line) -> bool:
        """Check whether a line is one of the statements."""
        return line.cite is not None and line.cite.statement.id in self.statements


UNMATCHED: Final = Matched()


class Cards:
    """Makes cards for one reader of a guide."""

    def __init__(self, guide: Guide, citations: Citations, notice: str) -> None:
        """Make cards for the reader of ``citations``; ``notice`` follows each title."""
        self.rules, self.messages = guide.rules, guide.messages
        self.citations, self.notice = citations, notice
        self.most = most_of(is_translation=guide.rules.translation is not None)
        self._help: dict[bool, Section] = {}  # every card has it

    def of_entry(self, title: str, level: Level | None, procedure: Procedure | None) -> Card:
        """Return the card about a level, a procedure, or a level with its procedure."""
        sections = self.written(level, procedure) or self.composed(title, level, procedure)
        return self._of_sections(level, procedure, sections)

    def of_outcomes(self, result: Outcome) -> Card:
        """Return the card about an open result: what to ask, and the outcomes still possible."""
        levels = [self.rules.levels[name] for name in result.levels]
        is_brief = len(levels) > FEW_OUTCOMES
        outcomes = [
            Passage(self._outcome(level, is_brief=is_brief), label=self._label(level.name))
            for level in levels[:MOST_OUTCOMES]
        ]
        if len(levels) > MOST_OUTCOMES:
            more = self.messages("card.more-outcomes", count=len(levels) - MOST_OUTCOMES)
            outcomes.append(Passage(own([more])))
        asks = own(self.rules.questions[name].settle for name in result.settle[:MOST_TO_SETTLE])
        settle = [Passage(asks, label=self.messages("card.settle"))] if asks else []
        return self._with_legend([self.help(is_named=False), _card(settle), _card(outcomes)])

    def of_passages(self, passages: Iterable[Passage], help: Section | None = None) -> Card:
        """Return the card about a word, a question or a topic, by default with help in brief."""
        emergency = self.rules.notices.emergency
        line = Section("", (Passage(own([emergency])),), role="first-help")
        brief = line if emergency else self.help(is_named=True)
        marked = (p._replace(lines=flagged_once(p.lines)) for p in passages)
        return self._with_legend([help or brief, _card(marked)])

    def shortened(
        self,
        title: str,
        passages: Sequence[Passage],
        matched: Matched = UNMATCHED,
        help: Section | None = None,
    ) -> list[Passage]:
        """Return passages, with lines dropped from the end until they fit on a card.

        The first line always stays. Lines that matched what was looked for are dropped last.
        """
        shown = [p._replace(lines=matched.ordered(p.lines)) for p in passages]
        while not self._fits(title, self.of_passages(shown, help)):
            lines = [(n, line) for n, passage in enumerate(shown) for line in passage.lines]
            others = [(n, line) for n, line in lines[1:] if not matched.has(line)]
            if len(lines) < 2:
                break
            number, line = (others or lines[1:])[-1]
            left = tuple(each for each in shown[number].lines if each is not line)
            shown[number] = shown[number]._replace(lines=left)
            shown = [passage for passage in shown if passage.lines]
        return shown

    def help_about(self, tier: Tier) -> Section:
        """Return the most urgent help in brief, and one tier in full."""
        tiers = self.rules.notices.help.tiers
        shown = {key: each for key, each in tiers.items() if each is tier or key == "now"}
        shown |= {key: tier._replace(brief=tier.in_full) for key in shown if tiers[key] is tier}
        return self._first_help(shown)

    def help(self, *, is_named: bool) -> Section:
        """Return the most urgent help; if a card names a procedure, only ``now`` and ``today``."""
        if is_named not in self._help:
            tiers, wanted = self.rules.notices.tiers, URGENT if is_named else (*URGENT, "soon")
            shown = {key: tier for key, tier in tiers.items() if key in wanted}
            self._help[is_named] = self._first_help(shown or tiers)
        return self._help[is_named]

    def help_before(self) -> Card:
        """Return the help shown before the first question: every tier, in its short form."""
        return self._with_legend([self._first_help(self.rules.notices.tiers)])

    def help_in_brief(self) -> Card:
        """Return the most urgent help, as on a card that names a procedure."""
        return self._with_legend([self.help(is_named=True)])

    def _first_help(self, tiers: Mapping[str, Tier]) -> Section:
        heading, flagged = self.rules.notices.heading, self.citations.flagged
        passages = (
            Passage(flagged(tier.brief), label=self._label(tier.label or heading), tone=key)
            for key, tier in tiers.items()
        )
        return Section("", tuple(passages), role="first-help")

    def help_in_full(self) -> Card:
        """Return the card with every tier in full."""
        notices = self.rules.notices
        passages = (
            Passage(
                self.citations.flagged(tier.in_full),
                "list",
                self._label(tier.label) if tier.label else "",
                key,
            )
            for key, tier in notices.tiers.items()
        )
        return self._with_legend([_card(passages)])

    def decision(self) -> Card:
        """Return what there is to decide, if the guide says so."""
        lines = self.citations.flagged(self.rules.decision)
        label = self.messages("card.decision")
        return (_card([Passage(lines, label=label)]),) if lines else ()

    def written(self, level: Level | None, procedure: Procedure | None) -> Sections | None:
        """Return the card written for this reader, the level's own if it has one, or None.

        What a level adds to its procedure's sections is added to its procedure's card, too.
        """
        reader = self.citations.audience
        if level and reader in level.card:
            return level.card[reader]
        if not procedure or reader not in procedure.card:
            return None
        card: Sections = procedure.card[reader]
        added: Sections = level.adds if level else {}
        for name, ids in added.items():
            own = card.get(name, ())
            card = {**card, name: (*own, *(each for each in ids if each not in own))}
        return card

    def size_of(self, title: str, level: Level | None, procedure: Procedure | None) -> Size:
        """Return the size of the card about a level, a procedure, or both."""
        return size(title, self.notice, self.of_entry(title, level, procedure))

    def _fits(self, title: str, card: Card) -> bool:
        """Check whether a card fits on a screen.

        A very long text takes a while to wrap, so a card is refused unwrapped if its characters
        would not fit even with eight marks on each, which take no columns of their own.
        """
        blocks = (block for section in card for block in section.blocks)
        texts = (block.run for block in blocks if isinstance(block, Passage))
        signs = sum(map(len, (title, self.notice, *texts)))
        if signs > 9 * self.most.rows * WIDE:
            return False
        return size(title, self.notice, card).within(self.most)

    def composed(self, title: str, level: Level | None, procedure: Procedure | None) -> Sections:
        """Return a card made of the summary and the start of each section, as space allows.

        Then lists and steps are completed, if there is room: half a list misleads.
        """
        found: dict[str, Ids] = {}
        lists: dict[str, Ids] = {}
        summary = [self.rules.summary(entry) for entry in (level, procedure) if entry]
        shown = set[str]()
        for name in self.rules.sections:
            its = procedure.sections.get(name, ()) if procedure else ()
            ids = level.shown(name, its) if level else its
            statements = [self.rules.statements[each] for each in ids if each not in shown]
            fresh = tuple(s.id for s in statements if s.is_for(self.citations.audience))
            main = (level.sections.get(name) if level else None) or its
            added = level.adds.get(name, ()) if level else ()
            start = (*fresh[:1], *(each for each in fresh[1:] if each in added))
            chosen = fresh if main and main in summary else start
            if not chosen:
                continue
            card = self._of_sections(level, procedure, {**found, name: chosen})
            if found and not self._fits(title, card):
                break
            found[name] = chosen
            shown.update(chosen)
            if self.rules.sections[name].style != "text":
                lists[name] = fresh
        for name, whole in lists.items():
            rest = (each for each in whole if each not in shown)
            fuller = {**found, name: (*found[name], *rest)}
            card = self._of_sections(level, procedure, fuller)
            if self._fits(title, card):
                found = fuller
                shown.update(found[name])
        return found

    def _of_sections(
        self, level: Level | None, procedure: Procedure | None, sections: Sections
    ) -> Card:
        named = ((self.rules.sections[name], ids) for name, ids in sections.items())
        passages = [
            Passage(lines, _look(section), self._label(section.heading))
            for section, ids in named
            if (lines := self.citations.flagged(ids))
        ]
        if level and procedure and self.rules.is_reading(level):
            passages.insert(0, Passage((self.nearest(procedure),)))
        passages[:1] = [passage._replace(tone="main") for passage in passages[:1]]
        return self._with_legend([self.help(is_named=procedure is not None), _card(passages)])

    def nearest(self, procedure: Procedure) -> Line:
        """Return the line that names the procedure our reading of the guide leads to."""
        return Line(
            self.messages("card.nearest", name=procedure.in_sentence), flag=FLAGS["reading"]
        )

    def _outcome(self, level: Level, *, is_brief: bool) -> tuple[Line, ...]:
        """Return what a level leads to and, unless ``is_brief``, a summary of it."""
        procedure = self.rules.procedures.get(level.procedure)
        entry = procedure or level
        summary = flagged_once(self.citations.lines(self.rules.summary(entry))[:1])
        if procedure is None:
            return summary or own([self.messages("card.none")])
        name = procedure.in_sentence
        line = (
            self.nearest(procedure)
            if self.rules.is_reading(level)
            else Line(self.messages("card.described", name=name))
        )
        return (line, *(() if is_brief else summary))

    def _label(self, heading: str) -> str:
        return self.messages("card.label", heading=heading)

    def _with_legend(self, sections: Sequence[Section]) -> Card:
        """Return the sections that are not empty, and a legend for the flags in them."""
        shown = [section for section in sections if section.blocks]
        return (*shown, *self.legend(shown))

    def legend(self, sections: Iterable[Section]) -> Card:
        """Return a section that explains the flags of some sections, if they have any."""
        flags = {line.flag for section in sections for line in lines_of(section)}
        kinds = [kind for kind, flag in FLAGS.items() if flag and flag in flags]
        text = " ".join(
            self.messages(f"card.flag-{kind}", flag=FLAGS[kind]) for kind in reversed(kinds)
        )
        return (Section("", (Passage(own([text])),), role="legend"),) if text else ()


def _look(section: model.Section) -> Style:
    """Return how a card shows a section: running text saves space, but boxes are to be ticked."""
    return "checklist" if section.style == "checklist" else "text"


def _card(passages: Iterable[Passage]) -> Section:
    return Section("", tuple(passages), role="card")
