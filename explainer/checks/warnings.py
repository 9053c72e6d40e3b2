"""Checks for likely mistakes that would not mislead readers. Each check yields problems."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from explainer.checks.wording import advice_finder
from explainer.decision import diagram
from explainer.decision.guide import Guide
from explainer.decision.proof import Proof
from explainer.documents.composer import Composer
from explainer.documents.handout import named_handout
from explainer.documents.paper import too_long
from explainer.drawing.outline import box
from explainer.drawing.raster import raster
from explainer.rules.loader import Loaded
from explainer.rules.model import Level, Procedure, RuleSet, Sections
from explainer.rules.problem import Problem
from explainer.text import folded, is_whole, plain

EVEN: Final = 1.3  # a compared procedure may have up to this many times the words of the shortest
FEW: Final = 20  # up to this many more words than the shortest are always accepted
LONG: Final = 400  # characters; a text of one thought is much shorter
FINE: Final = 48  # cells on each side of the grid in which a region must be visible
_ADDRESS: Final = re.compile(r"https?://\S+")


class Draft(NamedTuple):
    """A rules file without loading errors. ``today`` is a date such as 2026-11-23."""

    loaded: Loaded
    guide: Guide
    proof: Proof
    today: str


def _too_many_places(draft: Draft) -> Iterator[Problem]:
    """Find a table that has too many nodes to show with its questions in this order."""
    proven = draft.proof.complete and draft.proof.unique
    if proven and draft.guide.diagram.unfold() is None:
        message = (
            f"questions: in this order, they branch into over {diagram.LIMIT:,} nodes, too many "
            "for 'flow' to show. Move the questions that most levels test to the top."
        )
        yield draft.loaded.problem(("questions",), "too-many-places", message, "note")


def _unused(draft: Draft) -> Iterator[Problem]:
    """Find definitions that are never used, usually because a reference is missing."""
    for registry, (used, how) in _uses(draft.guide).items():
        for name in getattr(draft.guide.rules, registry):
            if name not in used:
                called = draft.guide.rules.glossary[name].name if registry == "glossary" else name
                message = f"{registry}: {how.format(called)} Use it, or remove it."
                yield draft.loaded.problem((registry, name), "unused", message, "warning")


def _uses(guide: Guide) -> Mapping[str, tuple[Iterable[str], str]]:
    """Return the names in use in each registry, and the message for an unused name."""
    rules, tests = guide.rules, guide.table.tests
    levels, sections = rules.levels.values(), _all_sections(rules)
    texts = plain(" / ".join(_texts(rules).values()))
    words = {name for name, word in rules.glossary.items() if word.is_in(texts)}
    sources = {statement.source for statement in rules.statements.values()} | {rules.guide}
    return {
        "questions": ({q for q, rows in tests.items() if rows}, "no level tests '{}'."),
        "procedures": (
            {
                *rules.compare,
                *(name for level in levels for name in (level.procedure, *level.further)),
            },
            "no level leads to '{}'.",
        ),
        "sections": (
            {name for own in sections for name in own}
            | {name for name, section in rules.sections.items() if section.question},
            "no level or procedure has '{}'.",
        ),
        "glossary": (words, "no text contains the word '{}' or a form of it."),
        "sources": (sources, "no statement cites '{}'."),
        "pictures": (_pictures_used(rules), "nothing shows '{}'."),
        "regions": (
            {region for p in rules.pictures.values() for region in p.looks},
            "no picture shows '{}'.",
        ),
        "states": (
            {state for p in rules.pictures.values() for state in p.looks.values()},
            "no picture uses '{}'.",
        ),
        "topics": (
            {item.topic for item in rules.items.values()}
            | {cloze.topic for cloze in rules.clozes.values()},
            "no item has the topic '{}'.",
        ),
        "statements": (_statements_used(rules), "nothing shows '{}'."),
    }


def _pictures_used(rules: RuleSet) -> set[str]:
    shown = {level.picture for level in rules.levels.values()}
    shown |= {section.picture for section in rules.sections.values()}
    shown |= {item.picture for item in rules.items.values()}
    return shown | {x for p in rules.procedures.values() for x in (p.before, p.after)}


def _statements_used(rules: RuleSet) -> set[str]:
    used = {*rules.purpose, *rules.decision, *rules.notices.advice}
    used.update(section.ask for section in rules.sections.values())
    for sections in _all_sections(rules):
        used.update(*sections.values())
    used.update(*(level.basis for level in rules.levels.values()))
    used.update(*(question.says for question in rules.faq.values()))
    used.update(*(word.says for word in rules.glossary.values()))
    used.update(*(picture.caption for picture in rules.pictures.values()))
    used.update(*(choice.says for item in rules.items.values() for choice in item.choices))
    used.update(*(cloze.says for cloze in rules.clozes.values()))
    return used


def _all_sections(rules: RuleSet) -> list[Sections]:
    """Return the sections of every level and procedure, including those of their cards."""
    entries: list[Level | Procedure] = [*rules.levels.values(), *rules.procedures.values()]
    found = [own for entry in entries for own in (entry.sections, *entry.card.values())]
    found += [level.adds for level in rules.levels.values()]
    return [*found, *(procedure.grid for procedure in rules.procedures.values())]


def _unanswered(draft: Draft) -> Iterator[Problem]:
    """Find a topic of a procedure with neither an answer nor a question to ask."""
    rules = draft.guide.rules
    for procedure in rules.procedures.values():
        for section in rules.sections.values():
            answered = procedure.sections.get(section.id) or section.ask
            if section.topic and section.question and not answered:
                message = (
                    f"procedures > {procedure.id}: the topic '{section.topic}' has neither an "
                    f"answer nor a question to ask. Write the section '{section.id}', or add "
                    f"'ask' to sections > {section.id}."
                )
                path = ("procedures", procedure.id, "sections")
                yield draft.loaded.problem(path, "unanswered", message, "warning")


def _no_card(draft: Draft) -> Iterator[Problem]:
    """Find the first card that has not been written, if others have, and draft it."""
    rules = draft.guide.rules
    has_cards = any(procedure.card for procedure in rules.procedures.values())
    for audience in rules.audiences if has_cards else ():
        cards = Composer(draft.guide, audience).cards
        for procedure in rules.procedures.values():
            if audience not in procedure.card:
                composed = cards.composed(procedure.name, None, procedure)
                parts = (f"{name}: [{', '.join(ids)}]" for name, ids in composed.items())
                message = (
                    f"procedures > {procedure.id}: no card is written for '{audience}', so one is "
                    "composed from the sections. To write it yourself, start from this: "
                    f"card: {{{audience}: {{{', '.join(parts)}}}}}"
                )
                yield draft.loaded.problem(("procedures", procedure.id), "no-card", message, "note")
                return


def _sheet_too_long(draft: Draft) -> Iterator[Problem]:
    """Find a level or a procedure whose printed sheet does not fit on two sides."""
    composer = Composer(draft.guide)
    rules = draft.guide.rules
    registries: tuple[tuple[str, Mapping[str, Level | Procedure]], ...] = (
        ("levels", rules.levels),
        ("procedures", rules.procedures),
    )
    for registry, entries in registries:
        for entry in entries.values():
            if part := too_long(named_handout(composer, entry)):
                message = (
                    f"{registry} > {entry.id}: its printed sheet does not fit on two sides. On the "
                    f"{part.side}, '{part.heading}' is the longest part. Shorten it, or take "
                    "'handout: true' off a section."
                )
                yield draft.loaded.problem(
                    (registry, entry.id), "sheet-too-long", message, "warning"
                )


def _same_name(draft: Draft) -> Iterator[Problem]:
    """Find two choices offered to readers that have the same text."""
    for path, texts in _choices(draft.guide.rules).items():
        first: dict[str, str] = {}
        for name, text in texts:
            other = first.setdefault(" ".join(folded(text).split()), name)
            if other != name:
                message = (
                    f"{' > '.join(path)}: '{name}' and '{other}' have the same text, '{text}'. "
                    "Reword one of them."
                )
                yield draft.loaded.problem((*path, name), "same-name", message, "warning")


def _uneven(draft: Draft) -> Iterator[Problem]:
    """Find a procedure that is described in many more words than another in the comparison."""
    rules = draft.guide.rules
    procedures = [rules.procedures[name] for name in rules.compare]
    for audience in rules.audiences if procedures else ():
        sheets = {
            p.id: _word_count(rules, _on_sheet(rules, p.sections), audience) for p in procedures
        }
        grids = {p.id: _word_count(rules, p.grid, audience) for p in procedures if p.grid}
        for what, words, least in (("sheet", sheets, FEW), ("grid", grids, 0)):
            if not words:
                continue
            short, long = (pick(words, key=words.__getitem__) for pick in (min, max))
            if words[long] > max(EVEN * words[short], words[short] + least):
                message = (
                    f"procedures > {long}: its {what} has {words[long]} words for '{audience}', "
                    f"but the {what} of '{short}' has {words[short]}. Readers tend to assume that "
                    "the longer one is the better choice. Describe both in similar detail, with at "
                    f"most {EVEN:g} times as many words in one as in the other."
                )
                yield draft.loaded.problem(("procedures", long), "uneven", message, "warning")
                return


def _on_sheet(rules: RuleSet, sections: Sections) -> Sections:
    """Return those of some sections that are on the printed sheet."""
    return {name: sections.get(name, ()) for name in rules.on_sheet()}


def _word_count(rules: RuleSet, sections: Sections, audience: str) -> int:
    """Return the number of words in these sections that an audience sees."""
    shown = {name for ids in sections.values() for name in ids}
    statements = (rules.statements[name] for name in shown)
    return sum(len(each.text.split()) for each in statements if each.is_for(audience))


def _same_look(draft: Draft) -> Iterator[Problem]:
    """Find two states in one picture that have the same pattern."""
    for picture in draft.guide.rules.pictures.values():
        first: dict[str, str] = {}
        for region, name in picture.looks.items():
            pattern = draft.guide.rules.states[name].pattern
            other = first.setdefault(pattern, name)
            if other != name:
                message = (
                    f"pictures > {picture.id}: '{name}' and '{other}' are both drawn as "
                    f"'{pattern}'. Give one of them a different pattern."
                )
                path = ("pictures", picture.id, "looks", region)
                yield draft.loaded.problem(path, "same-look", message, "warning")


def _not_seen(draft: Draft) -> Iterator[Problem]:
    """Find a region of a picture that is hidden by later regions or too thin to be visible."""
    regions = list(draft.guide.rules.regions.values())[::-1]
    for picture in draft.guide.rules.pictures.values():
        drawn = [region.outline if region.id in picture.looks else None for region in regions]
        cells = raster(drawn, box(region.outline for region in regions), FINE, FINE)
        seen = {number for line in cells for number in line}
        for number, region in enumerate(regions):
            if drawn[number] and number not in seen:
                message = (
                    f"pictures > {picture.id}: '{region.id}' is not visible: a later region "
                    "covers it, or it is too thin. Move it down in 'regions', or draw it larger."
                )
                path = ("pictures", picture.id, "looks", region.id)
                yield draft.loaded.problem(path, "not-seen", message, "warning")


def _choices(rules: RuleSet) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Return the choices offered to readers: a list of ids and texts for each path."""
    choices: dict[tuple[str, ...], list[tuple[str, str]]] = {
        ("questions", name, "answers"): list(question.answers.items())
        for name, question in rules.questions.items()
    }
    results: dict[tuple[str, ...], tuple[str, str]] = {}
    for name, level in rules.levels.items():  # those with the same result may share a name
        result = (level.name, level.procedure, str(level.sections), str(level.adds))
        results.setdefault(result, (name, level.name))
    choices["levels",] = list(results.values())
    choices["procedures",] = [
        (name, called)
        for name, procedure in rules.procedures.items()
        for called in (procedure.name, *procedure.also)
    ]
    return choices


def _review_passed(draft: Draft) -> Iterator[Problem]:
    """Find a file whose review is overdue."""
    review = draft.guide.rules.review
    if review.is_overdue(draft.today):
        message = (
            f"review: the next review was due on {review.again_after}. "
            "Have the file reviewed, then update 'by', 'on' and 'again_after'."
        )
        yield draft.loaded.problem(("review", "again_after"), "review-passed", message, "warning")


def _wording(draft: Draft) -> Iterator[Problem]:
    """Find text that sounds like advice on the reader's own case, which only experts may give."""
    if not draft.guide.has_wording:
        return
    rules, advice_in = draft.guide.rules, advice_finder(draft.guide.messages)
    exempt = rules.notices.advice  # giving advice is their purpose
    asked = {"ask", "settle", "question"}  # a question is not advice
    for path, text in _texts(rules).items():
        advises = path[-1] not in asked and not (path[0] == "statements" and path[1] in exempt)
        if advises and (found := advice_in(text)):
            message = (
                f"{' > '.join(path)}: '{found}' sounds like advice about the reader's own case. "
                "Say what the guide describes."
            )
            yield draft.loaded.problem(path, "wording", message, "warning")


def _long_text(draft: Draft) -> Iterator[Problem]:
    """Find a text that is too long for one thought."""
    for path, text in _texts(draft.guide.rules).items():
        if len(text) > LONG:
            message = (
                f"{' > '.join(path)}: this text has {len(text)} characters. Split it into texts of "
                f"one thought each, or shorten it to {LONG}."
            )
            yield draft.loaded.problem(path, "long-text", message, "warning")


def _unexplained(draft: Draft) -> Iterator[Problem]:
    """Find a word that the glossary should explain: a procedure's name, or a long word.

    A procedure that tells the first reader what it is explains its own name.
    """
    guide, rules = draft.guide, draft.guide.rules
    is_explained, long_words = _explained(rules), _long_words(guide)
    told = [p.name for p in rules.procedures.values() if _tells_what_it_is(guide, p)]
    seen = {folded(word) for name in told for word in (name, *long_words(name))}
    for path, text in _texts(rules).items():
        hard = [text] if path[0] == "procedures" else []
        if _is_seen_by(rules, path, guide.first_reader):
            hard += long_words(text)
        for word in hard:
            if folded(word) not in seen and not is_explained(word):
                seen.add(folded(word))
                message = (
                    f"{' > '.join(path)}: readers may not know '{word}'. "
                    "Explain it in the glossary, or use plainer words."
                )
                yield draft.loaded.problem(path, "unexplained", message, "warning")


def _tells_what_it_is(guide: Guide, procedure: Procedure) -> bool:
    """Check whether the first reader sees any of a procedure's summary."""
    summary = (guide.rules.statements[name] for name in guide.rules.summary(procedure))
    return any(statement.is_for(guide.first_reader) for statement in summary)


def _long_words(guide: Guide) -> Callable[[str], list[str]]:
    """Return a function that finds long words; how long they are depends on the language."""
    if not guide.has_wording:
        return lambda text: []
    letters = guide.messages("wording.long")
    long = re.compile(rf"[^\W\d_]{{{letters},}}")
    return lambda text: list(filter(is_whole, long.findall(_ADDRESS.sub("", text))))


def _is_seen_by(rules: RuleSet, path: tuple[str, ...], audience: str) -> bool:
    """Check whether a reader sees the text at ``path``."""
    match path:
        case ("statements", name, *_):
            return rules.statements[name].is_for(audience)
        case ("items", name, *_):
            return rules.audience_of(rules.items[name]) == audience
        case ("clozes", name, *_):
            return rules.audience_of(rules.clozes[name]) == audience
    return True


def _explained(rules: RuleSet) -> Callable[[str], bool]:
    """Return a function that checks whether text contains any form of a glossary word."""
    forms: dict[str, list[str]] = {}  # by first word, in case the glossary is long
    for word in rules.glossary.values():
        for form in map(plain, (word.name, *word.forms)):
            forms.setdefault(form.partition(" ")[0], []).append(f"{form} ")

    def is_explained(text: str) -> bool:
        said = f"{plain(text)} "
        starts = (match.start() for match in re.finditer(r"\S+", said))
        return any(
            said.startswith(form, at)
            for at in starts
            for form in forms.get(said[at : said.index(" ", at)], ())
        )

    return is_explained


def _texts(rules: RuleSet) -> dict[tuple[str, ...], str]:
    """Return all the text about the subject that a reader may see, by path in the rules file."""
    texts: dict[tuple[str, ...], str] = {("title",): rules.title}
    for name, question in rules.questions.items():
        texts |= {("questions", name, key): getattr(question, key) for key in ("ask", "why")}
        texts["questions", name, "settle"] = question.settle
        texts["questions", name, "hint"] = question.hint
        for answer, text in question.answers.items():
            texts["questions", name, "answers", answer] = text
    texts |= {("levels", name, "name"): level.name for name, level in rules.levels.items()}
    for name, procedure in rules.procedures.items():
        texts["procedures", name, "name"] = procedure.name
    for name, section in rules.sections.items():
        texts["sections", name, "heading"] = section.heading
        texts["sections", name, "question"] = section.question
    texts |= {("regions", name, "name"): region.name for name, region in rules.regions.items()}
    texts |= {("states", name, "name"): state.name for name, state in rules.states.items()}
    texts |= {("faq", name, "question"): entry.question for name, entry in rules.faq.items()}
    for name, item in rules.items.items():
        texts["items", name, "ask"] = item.ask
        texts["items", name, "right", "text"] = item.right.text
    for name, cloze in rules.clozes.items():
        texts["clozes", name, "text"] = cloze.text
    for name, statement in rules.statements.items():
        texts["statements", name, "text"] = statement.text
    return {path: text for path, text in texts.items() if text}


# These look at texts alone, so they also run on each translation.
OF_TEXTS: Final[tuple[Callable[[Draft], Iterator[Problem]], ...]] = (
    *(_same_name, _sheet_too_long, _wording, _long_text),
)
WARNINGS: Final[tuple[Callable[[Draft], Iterator[Problem]], ...]] = (
    *(
        _too_many_places,
        _unused,
        _unanswered,
        _no_card,
        _same_name,
        _sheet_too_long,
        _uneven,
        _same_look,
    ),
    *(_not_seen, _review_passed, _wording, _long_text, _unexplained),
)
