"""A search: the targets in a guide that answer a reader's own words, best first.

An index finds the names and the statements that contain a word, in any of its forms. From these,
each target gets a score: a word counts for as much as it is rare, and for more in a name than in
a statement. Whether there is an answer at all depends on the share of the words that it contains,
because a measure of relevance such as BM25 changes with the size of the guide.

The weights were found by measurement (docs/search.md).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from itertools import islice
from string import ascii_lowercase, digits
from typing import Final, NamedTuple

from explainer.decision.guide import Guide
from explainer.documents.index import make_index, words_of
from explainer.documents.match import Match, Query
from explainer.documents.targets import KINDS, Kind, Target, targets
from explainer.rules.model import Tier
from explainer.text import is_one_typo

LONGEST: Final = 60  # words of a query; the rest is not read
THRESHOLD: Final = 0.42  # the share of a query's words that an answer must contain
RAREST: Final = 4.5  # the most that a word counts, so that one rare word does not decide alone
COMMON: Final = 0.1  # the share of all texts with a word above which it is no answer by itself
FEW: Final = (
    100  # texts that are few in any guide: a small one has its main words in most of its texts
)
UNKNOWN: Final = 1.0  # unknown words count together as much as so many of the rarest, at most
GUESSED: Final = 0.6  # if only the start of a word is known, or a similar word
FILLER: Final = 0.2  # what a word that says nothing counts as a part of a name
ELSEWHERE: Final = 0.75  # a topic of something else than the query names
THEIRS: Final = 0.5  # an answer that is for other readers
SHORTEST, SHORTEST_AMONG = 3, 5  # letters of a word to correct, alone and among other words
CLOSE: Final = 12  # known words to compare with a misspelled one
MOST_NAMES: Final = 6  # names to look for instead of a misspelled one
LONG: Final = 8  # letters of a word in which more than one typo is corrected
ALIKE: Final = 0.66  # the least likeness of a misspelled word of three letters with one typo
ALIKE_LONG: Final = 0.85  # the least likeness of a long word
SHAPE: Final = dict.fromkeys(map(ord, digits), "0") | dict.fromkeys(map(ord, ascii_lowercase), "a")
KEPT: Final = 0.5  # the least score of a hit, compared with the best


class Hit(NamedTuple):
    """A target that was found, the reader it is for, and the statements that matched.

    ``is_named`` says that one of its names matched.
    """

    target: Target
    audience: str
    statements: frozenset[str] = frozenset()
    is_named: bool = False


class Finding(NamedTuple):
    """What a search found: hits, best first; if there are none, the ``nearest`` targets.

    ``alarm`` is the tier of help that the words call for. ``taken`` contains the words that were
    looked for instead of words that the guide does not contain; these are ``missed``. ``is_full``
    is false if only whole words could be searched. ``language`` is that of the words, if it is
    another one of the guide's languages.
    """

    hits: tuple[Hit, ...]
    nearest: tuple[Hit, ...]
    alarm: Tier | None
    taken: Mapping[str, str]
    is_full: bool
    missed: tuple[str, ...] = ()
    language: str = ""


class _Place(NamedTuple):
    """Where a text belongs: to a target's names, or to its statements."""

    target: int
    statement: str = ""


class _Scored(NamedTuple):
    """A target by its number, and how well it answers a query."""

    number: int
    score: float
    hit: Hit

    @property
    def order(self) -> tuple[float, int, int]:
        """A key to sort by: the score, then the kind, then the order in the file."""
        return -self.score, KINDS.index(self.hit.target.kind), self.number


def _is_typo(typed: str, word: str) -> bool:
    """Return whether ``typed`` is one typo away from a word, and not another code.

    A code that has letters and digits in the same places as another is not a typo, because it
    may well exist and mean something else.
    """
    is_code = typed.translate(SHAPE) == word.translate(SHAPE) and not typed.isalpha()
    return is_one_typo(typed, word) and not is_code


class Search:
    """Searches what a guide says to one reader or, for a term of other readers, to anyone."""

    def __init__(self, guide: Guide, audience: str, *, in_all: bool = False) -> None:
        """Index the guide: every name, and what is said to the reader or, if ``in_all``, to any."""
        self.guide, self.rules, self.audience, self.in_all = guide, guide.rules, audience, in_all
        self.targets = targets(guide.rules, guide.messages)
        numbered = reversed([*enumerate(self.targets)])  # of two with the same id, the first counts
        self._number = {target.command.replace("-", " "): n for n, target in numbered}
        ignored = (*guide.messages.list("search.ignored"), *guide.rules.ignored)
        self._ignored = frozenset(words_of(" ".join(ignored)))
        places: dict[str, list[_Place]] = defaultdict(list)
        for number, target in enumerate(self.targets):
            for name in dict.fromkeys(target.names):
                places[name].append(_Place(number))
            for said in dict.fromkeys(target.says):
                statement = self.rules.statements[said]
                if self.rules.is_met([said]) if in_all else statement.is_for(audience):
                    places[statement.text].append(_Place(number, said))
        for tier in guide.rules.notices.help:
            for phrase in (*tier.alarm, *tier.unless):
                places.setdefault(phrase, [])  # only so that its words are known
        self._places, self._texts = list(places.values()), list(places)
        self._index = make_index(self._texts, guide.messages("search.stemmer"))

    def find(
        self, words: str, *, kinds: Sequence[Kind] = KINDS, near: Sequence[str] = ()
    ) -> Finding:
        """Find what answers ``words``, among targets of some kinds.

        ``near`` contains the ids of the entries that the reader is looking at.
        """
        typed = words_of(words)[:LONGEST]
        names = self._names_like(typed)
        queries = [self._read(words_of(name)) for name in names] or [self._read(typed)]
        taken = {" ".join(typed): names[0]} if names else queries[0].taken
        hits, nearest = list[Hit](), list[Hit]()
        for query in queries:
            found, ranked = self._hits(query, kinds, near)
            hits += [hit for hit in found if hit.target not in [known.target for known in hits]]
            nearest += ranked[:2]
        hits = self._with_exact(typed, kinds, hits, queries[0])
        if not hits and not self.in_all and not self._knows_any(typed):
            return self._in_all.find(words, kinds=kinds, near=near)
        alarm = self._alarm([*names, words], queries[0].taken)
        close = () if hits else tuple(nearest[:2])
        telling = filter(self._counts, typed)
        missed = tuple(word for word in telling if not self._index.texts_with(word))
        return Finding(tuple(hits), close, alarm, taken, self._index.is_full, missed)

    def in_own(self, finding: Finding, other: "Search") -> Finding:
        """Return what was found in another language of the guide, as this one has it.

        What is for readers that this one is not for is left out.
        """
        own = {target.command: target for target in self.targets}

        def known(found: Iterable[Hit]) -> tuple[Hit, ...]:
            theirs = (hit for hit in found if hit.audience in self.rules.audiences)
            named = ((hit, own.get(hit.target.command)) for hit in theirs)
            return tuple(hit._replace(target=target) for hit, target in named if target)

        hits, nearest = known(finding.hits), known(finding.nearest)
        alarm = finding.alarm
        if alarm:
            alarm = self.rules.notices.help[other.rules.notices.help.index(alarm)]
        language = other.rules.language
        return finding._replace(hits=hits, nearest=nearest, alarm=alarm, language=language)

    def _knows_any(self, words: Iterable[str]) -> bool:
        """Return whether any of the words is one that is said to the reader.

        If none is, they are a term of other readers; if one is, the guide has no answer.
        """
        found = (
            text for word in words if self._counts(word) for text in self._index.texts_with(word)
        )
        return any(self._places[text] for text in found)

    @cached_property
    def _in_all(self) -> "Search":
        """The search in what is said to any reader."""
        return Search(self.guide, self.audience, in_all=True)

    def _with_exact(
        self, typed: Sequence[str], kinds: Sequence[Kind], hits: Sequence[Hit], query: Query
    ) -> list[Hit]:
        """Return hits, with the target first whose command was typed, if one was."""
        number = self._number.get(" ".join(typed))
        if number is None or self.targets[number].kind not in kinds:
            return list(hits)
        first = self._hit(number, Match(), query)
        return [first, *(hit for hit in hits if hit.target != first.target)]

    def _alarm(self, texts: Sequence[str], taken: Mapping[str, str]) -> Tier | None:
        """Return the most urgent tier of help that some texts call for, with the words taken."""
        tiers = self.rules.notices.help
        words = (taken.get(word, word) for word in words_of(" ".join(texts)))
        text = f" {' '.join(words)} "
        for phrase in (phrase for tier in tiers for phrase in tier.unless):
            text = text.replace(f" {' '.join(words_of(phrase))} ", " ")
        return next((tier for tier in tiers if self._index.has_any(text, tier.alarm)), None)

    # --- the query ---

    def _read(self, typed: Sequence[str]) -> Query:
        """Look up the words of a query that count; if none would, all of them do."""
        says = any(map(self._counts, typed))
        words = list(dict.fromkeys(w for w in typed if self._counts(w) or not says))
        worth: dict[str, float] = {}
        texts: dict[str, Sequence[int]] = {}
        taken: dict[str, str] = {}
        looked_up: list[str] = []
        total = unknown = 0.0
        for word in words:
            texts[word], known = self._looked_up(word, is_alone=len(words) == 1)
            looked_up.append(known or word)
            rarity = min(RAREST, math.log(1 + len(self._places) / (1 + len(texts[word]))))
            worth[word] = rarity * (1 if known == word or len(words) == 1 else GUESSED)
            if known and not known.startswith(word):
                taken[word] = known
            total, unknown = (total + rarity, unknown) if known else (total, unknown + rarity)
        total += min(unknown, UNKNOWN * RAREST)
        filler: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(typed):
            for text in self._index.texts_with(word) if word not in worth else ():
                filler[text] += FILLER
        most = max(COMMON * len(self._places), FEW)
        telling = frozenset(word for word in words if says and len(texts[word]) <= most)
        ranks = self._index.ranks(looked_up)
        size = cache(partial(self._size, says=says))
        return Query(worth, texts, total or 1, filler, ranks, taken, telling, size)

    def _looked_up(self, word: str, *, is_alone: bool) -> tuple[Sequence[int], str]:
        """Return the texts with a word, its start or a similar word, and what was looked up."""
        if found := self._index.texts_with(word):
            return found, word
        if found := self._index.texts_with_start(word):
            return found, f"{word}..."
        known = self._spelling(word, is_alone=is_alone)
        return (self._index.texts_with(known), known) if known else ((), "")

    def _counts(self, word: str) -> bool:
        """Return whether a word says something; a single letter or digit does not."""
        return word not in self._ignored and not (len(word) == 1 and word.isascii())

    def _size(self, number: int, *, says: bool) -> float:
        """Return the length of a text in words, of which those that say nothing count less.

        In a query in which no word ``says`` anything, all words count.
        """
        words = dict.fromkeys(words_of(self._texts[number]))
        return sum(FILLER if says and not self._counts(word) else 1 for word in words) or 1

    @cached_property
    def _joined(self) -> Mapping[str, str]:
        """The names, by the name as one word."""
        names = [name for target in self.targets for name in target.names]
        return {"".join(words_of(name)): name for name in reversed(names)}

    @cached_property
    def _known(self) -> Sequence[str]:
        """The words of names and alarms that say something, each once."""
        alarms = [phrase for tier in self.rules.notices.help for phrase in tier.alarm]
        words = (word for text in (*self._joined.values(), *alarms) for word in words_of(text))
        return list(dict.fromkeys(filter(self._counts, words)))

    def _names_like(self, typed: Sequence[str]) -> list[str]:
        """Return the first names that are one typo away from a query with an unknown word.

        The start of a word is enough to know it, if it is the only one. Spaces do not count, so
        that "newtube" and "ne wtube" are like "new tube".
        """
        whole = "".join(typed)
        words = list(filter(self._counts, typed)) or typed
        is_start = len(words) == 1 and self._index.texts_with_start(words[0])
        if len(whole) < SHORTEST or is_start or all(map(self._index.texts_with, words)):
            return []
        alike = (name for joined, name in self._joined.items() if _is_typo(whole, joined))
        return list(islice(alike, MOST_NAMES))

    def _spelling(self, word: str, *, is_alone: bool) -> str:
        """Return the known word that ``word`` may be a misspelling of, or "".

        Among other words, a misspelled word is longer, starts with the same letter, and is not
        a known word with another ending.
        """
        from difflib import get_close_matches  # imported late, as only unknown words need it

        if len(word) < (SHORTEST if is_alone else SHORTEST_AMONG):
            return ""
        known: Iterable[str] = self._known
        if not is_alone:
            known = [k for k in known if k[0] == word[0] and not word.startswith(k)]
        is_long = len(word) >= LONG and word.isalpha()
        close = get_close_matches(word, known, n=CLOSE, cutoff=ALIKE_LONG if is_long else ALIKE)
        fitting = (k for k in close if is_long or _is_typo(word, k))
        return next(fitting, "")

    # --- the targets ---

    def _hits(
        self, query: Query, kinds: Sequence[Kind], near: Sequence[str]
    ) -> tuple[list[Hit], list[Hit]]:
        """Return the targets that answer a query, and all that match it, best first."""
        matches = self._matches(query)
        ranked = sorted(self._scored(query, matches, kinds, near), key=lambda scored: scored.order)
        hits = [scored for scored in ranked if self._answers(query, matches[scored.number])]
        close = [each.hit for each in hits if each.score >= KEPT * hits[0].score]
        return close, [each.hit for each in ranked]

    def _scored(
        self,
        query: Query,
        matches: Mapping[int, Match],
        kinds: Sequence[Kind],
        near: Sequence[str],
    ) -> Iterator[_Scored]:
        """Yield each target of some kinds with its score.

        It is lower if the target is for others, or about something else: a topic of an entry
        that is neither named nor, if none is named, ``near``.
        """
        about = self._named(query, matches) or set(near)
        wanted = {n: match for n, match in matches.items() if self.targets[n].kind in kinds}
        for number, match in wanted.items():
            hit, score = self._hit(number, match, query), match.score(query)
            entry = hit.target.entry if hit.target.section else None
            if about and entry and entry.id not in about:
                score *= ELSEWHERE
            if hit.audience != self.audience:
                score *= THEIRS
            yield _Scored(number, round(score, 3), hit)

    def _answers(self, query: Query, match: Match) -> bool:
        """Return whether a target contains enough of a query."""
        is_told = match.has(query.telling) or match.is_whole(query)
        return is_told and match.share(query) >= THRESHOLD

    def _matches(self, query: Query) -> dict[int, Match]:
        """Return what each target contains of a query, by its number."""
        found: dict[int, Match] = defaultdict(Match)
        for word, texts in query.texts.items():
            for text, place in ((each, p) for each in texts for p in self._places[each]):
                if not place.statement:
                    found[place.target].names[text].add(word)
                elif query.telling:
                    found[place.target].said[text, place.statement].add(word)
        for number, match in found.items():
            owner = self._number.get(self.targets[number].owner)
            if owner in found:
                match.owner = found[owner].named
        return found

    def _named(self, query: Query, matches: Mapping[int, Match]) -> set[str]:
        """Return the ids of the procedures that a query names in full."""
        procedures = (n for n in matches if self.targets[n].kind == "procedure")
        named = (n for n in procedures if matches[n].is_whole(query))
        return {self.targets[number].id for number in named}

    def _hit(self, number: int, match: Match, query: Query) -> Hit:
        """Return a hit, for this reader if the target, or what matched best in it, is for them."""
        target, matched = self.targets[number], frozenset(said for _, said in match.said)
        worth = {said: query.value(words) for (_, said), words in match.said.items()}
        best = [said for said in worth if worth[said] == max(worth.values())]
        known = best if best and not match.names else target.says
        reader = self.rules.reader_of(known, self.audience)
        return Hit(target, reader, matched, bool(match.names))
