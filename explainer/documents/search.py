"""A search: the targets in a guide that answer a reader's own words, best first.

An index finds the names and the statements that contain a word, in any of its forms. From these,
each target gets a score: a word counts for as much as it is rare, and for more in a name than in
a statement. Whether there is an answer at all depends on the share of the words that it contains,
because a measure of relevance such as BM25 changes with the size of the guide.

The weights were found by measurement (docs/search.md).
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from explainer.decision.guide import Guide
from explainer.documents.index import make_index, words_of
from explainer.documents.targets import KINDS, Kind, Target, targets
from explainer.rules.model import Tier
from explainer.text import plain

LONGEST: Final = 60  # words of a query; the rest is not read
THRESHOLD: Final = 0.42  # the share of a query's words that an answer must contain
RAREST: Final = 4.5  # the most that a word counts, so that one unknown word does not decide alone
UNKNOWN: Final = 1.0  # unknown words count as much as so many of the rarest, at most
NAME, OTHER_NAMES, OWNER, TEXT = 1.0, 0.65, 0.55, 0.4  # what a word counts where it is found
SHARED: Final = 0.8  # in a statement, towards the share
FOR_OTHERS: Final = 0.75  # in a statement that is not for this reader
RANKED: Final = 0.3  # more for the statement that the index finds most relevant
GUESSED: Final = 0.6  # if the spelling was corrected, and there are other words
COVERED: Final = 0.5  # the part of a name's score that depends on how much of it is in the query
FILLER: Final = 0.2  # what a word that says nothing counts as a part of a name
THEIRS: Final = 0.8  # an answer for other readers alone
ELSEWHERE: Final = 0.75  # a topic of another procedure than the one that the query names
ALIKE: Final = {3: 0.66, 4: 0.75}  # how alike a misspelled word must be, by its letters
ALIKE_LONG: Final = 0.8
ALIKE_AMONG: Final = 0.84  # if there are other words


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
    looked for instead of words that the guide does not contain. ``is_full`` is false if only
    whole words could be searched.
    """

    hits: tuple[Hit, ...]
    nearest: tuple[Hit, ...]
    alarm: Tier | None
    taken: Mapping[str, str]
    is_full: bool


class _Query(NamedTuple):
    """A query's words that count: what each is worth, and the texts that contain it.

    ``total`` is what they would be worth if all were spelled right; ``filler`` contains, for each
    text, what the query's other words count there.
    """

    worth: Mapping[str, float]
    texts: Mapping[str, Sequence[int]]
    total: float
    filler: Mapping[int, float]
    taken: Mapping[str, str]


class _Match:
    """The words of a query that a target contains: in its names, its owner and its statements."""

    def __init__(self) -> None:
        self.names: dict[int, set[str]] = defaultdict(set)  # by text
        self.owner: set[str] = set()
        self.said: dict[tuple[int, str], set[str]] = defaultdict(set)  # by text and statement


class Search:
    """Searches a guide for one reader."""

    def __init__(self, guide: Guide, audience: str) -> None:
        """Index the guide."""
        self.rules, self.audience = guide.rules, audience
        self.targets = targets(guide.rules, guide.messages)
        self._exact = {plain(t.command): n for n, t in reversed([*enumerate(self.targets)])}
        self._ignored = frozenset(" ".join(guide.messages.list("search.ignored")).split())
        self._places: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for number, target in enumerate(self.targets):
            for name in dict.fromkeys(target.names):
                self._places[name].append((number, "name", ""))
            for name in dict.fromkeys(target.of):
                self._places[name].append((number, "owner", ""))
            for said in dict.fromkeys(target.says):
                self._places[self.rules.statements[said].text].append((number, "said", said))
        alarms = [phrase for tier in guide.rules.notices.help for phrase in tier.alarm]
        texts = list(dict.fromkeys([*self._places, *alarms]))
        self._found_in = [self._places.get(text, []) for text in texts]
        self._sizes = [self._size(text) for text in texts]
        self._index = make_index(texts, guide.messages("search.stemmer"))
        self._known = self._spellings(alarms)

    def find(
        self, words: str, *, kinds: Sequence[Kind] = KINDS, near: Sequence[str] = ()
    ) -> Finding:
        """Find what answers ``words``, among targets of some kinds.

        ``near`` contains the ids of the entries that the reader is looking at.
        """
        query = self._read(words_of(words)[:LONGEST])
        matches = self._matches(query, kinds)
        about = self._named(matches) or set(near)
        ranks = self._index.ranks(query.worth)
        scored = sorted(
            (self._scored(number, match, query, ranks, about) for number, match in matches.items()),
            key=lambda scored: scored[0],
        )
        hits = [hit for _, share, hit in scored if share >= THRESHOLD]
        exact = self._exact.get(plain(words))
        if exact is not None and self.targets[exact].kind in kinds:
            target = self.targets[exact]
            hits = [Hit(target, self._reader(target)), *(h for h in hits if h.target != target)]
        nearest = () if hits else tuple(hit for _, _, hit in scored[:2])
        alarm = self.alarm(words, query.taken)
        return Finding(tuple(hits), nearest, alarm, query.taken, self._index.is_full)

    def alarm(self, words: str, taken: Mapping[str, str] = {}) -> Tier | None:  # noqa: B006
        """Return the most urgent tier of help with words that are in a query, or None."""
        tiers = self.rules.notices.help
        spelled = (taken.get(word, word) for word in words_of(words))
        text = f" {' '.join(spelled)} "
        for phrase in (phrase for tier in tiers for phrase in tier.unless):
            text = text.replace(f" {' '.join(words_of(phrase))} ", " ")
        alarms = (tier for tier in tiers if self._index.has_any(text, tier.alarm))
        return next(alarms, None)

    # --- the query ---

    def _read(self, typed: Sequence[str]) -> _Query:
        """Look up the words of a query that count; if none would, all of them do."""
        words = list(dict.fromkeys(filter(self._counts, typed))) or list(dict.fromkeys(typed))
        worth: dict[str, float] = {}
        texts: dict[str, Sequence[int]] = {}
        taken: dict[str, str] = {}
        total = unknown = 0.0
        for word in words:
            texts[word] = self._index.texts_with(word)
            if not texts[word] and (known := self._spelling(word, alone=len(words) == 1)):
                taken[word], texts[word] = known, self._index.texts_with(known)
            rarity = min(RAREST, math.log(1 + len(self._sizes) / (1 + len(texts[word]))))
            worth[word] = rarity * (GUESSED if word in taken and len(words) > 1 else 1)
            total, unknown = (total + rarity, unknown) if texts[word] else (total, unknown + rarity)
        total += min(unknown, UNKNOWN * RAREST)
        filler: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(typed):
            for text in self._index.texts_with(word) if word not in worth else ():
                filler[text] += FILLER
        return _Query(worth, texts, total, filler, taken)

    def _counts(self, word: str) -> bool:
        """Return whether a word says something; a single letter or digit does not."""
        return word not in self._ignored and not (len(word) == 1 and word.isascii())

    def _size(self, text: str) -> float:
        return sum(1 if self._counts(word) else FILLER for word in words_of(text)) or 1

    def _spellings(self, alarms: Iterable[str]) -> Mapping[str, str]:
        """Return the words of names and alarms, and names written as one word."""
        names = [name for target in self.targets for name in target.names]
        known = {w: w for text in (*names, *alarms) for w in words_of(text) if self._counts(w)}
        whole = {"".join(words_of(target.names[0])): target.names[0] for target in self.targets}
        return {**whole, **known}

    def _spelling(self, word: str, *, alone: bool) -> str | None:
        """Return the known word that ``word`` may be a misspelling of, if any.

        A word that is not ``alone`` must have five letters or more, and start with the same one.
        """
        from difflib import get_close_matches  # imported late, as only typos need it

        if len(word) < (3 if alone else 5):
            return None
        known = [k for k in self._known if alone or k[:1] == word[:1]]
        alike = ALIKE.get(len(word), ALIKE_LONG) if alone else ALIKE_AMONG
        close = get_close_matches(word, known, n=1, cutoff=alike)
        return self._known[close[0]] if close else None

    # --- the targets ---

    def _matches(self, query: _Query, kinds: Sequence[Kind]) -> dict[int, _Match]:
        """Return what each target of some kinds contains of a query, by its number."""
        found: dict[int, _Match] = defaultdict(_Match)
        for word, texts in query.texts.items():
            for text in texts:
                for number, where, said in self._found_in[text]:
                    if self.targets[number].kind not in kinds:
                        continue
                    if where == "name":
                        found[number].names[text].add(word)
                    elif where == "owner":
                        found[number].owner.add(word)
                    else:
                        found[number].said[text, said].add(word)
        return found

    def _named(self, matches: Mapping[int, _Match]) -> set[str]:
        """Return the ids of the procedures that a query names in full."""
        return {
            self.targets[number].id
            for number, match in matches.items()
            if self.targets[number].kind == "procedure"
            and any(len(words) >= self._sizes[text] for text, words in match.names.items())
        }

    def _scored(
        self,
        number: int,
        match: _Match,
        query: _Query,
        ranks: Mapping[int, float],
        about: set[str],
    ) -> tuple[tuple[float, int, int], float, Hit]:
        """Return a key to sort a target by, the share of the query that it contains, and a hit."""
        target, worth = self.targets[number], query.worth
        base, statements = self._in_statements(match, worth, ranks)
        named = set().union(*match.names.values())
        for word in match.owner:
            base[word] = max(base.get(word, 0), OWNER)
        for word in named:
            base[word] = max(base.get(word, 0), OTHER_NAMES)
        score = sum(base[word] * worth[word] for word in base)
        for text, words in match.names.items():
            filler = query.filler.get(text, 0)
            covered = min(1, (len(words) + filler) / self._sizes[text])
            name = NAME * (1 - COVERED + COVERED * covered) + FILLER * filler / 10
            best = {**base, **{word: max(base[word], name) for word in words}}
            score = max(score, sum(best[word] * worth[word] for word in best))
        is_elsewhere = about and target.kind == "topic" and target.entry.id not in about
        sure = named | match.owner
        share = sum(worth[w] * (1 if w in sure else SHARED) for w in (base if named or match.said else ()))
        reader = self._reader(target, () if named else statements)
        score *= (ELSEWHERE if is_elsewhere else 1) * (1 if reader == self.audience else THEIRS)
        key = (-round(score / query.total, 3),)
        hit = Hit(target, reader, statements, bool(named))
        return (*key, KINDS.index(target.kind), number), share / query.total, hit

    def _in_statements(
        self, match: _Match, worth: Mapping[str, float], ranks: Mapping[int, float]
    ) -> tuple[dict[str, float], frozenset[str]]:
        """Return what each word counts in the best statement, and the statements that match."""
        best, weights = 0.0, dict[str, float]()
        for (text, said), words in match.said.items():
            is_ours = self.rules.statements[said].is_for(self.audience)
            weight = TEXT * (1 if is_ours else FOR_OTHERS) * (1 + RANKED * ranks.get(text, 0))
            if (value := weight * sum(worth[word] for word in words)) > best:
                best, weights = value, dict.fromkeys(words, weight)
        return weights, frozenset(said for _, said in match.said)

    def _reader(self, target: Target, matched: Iterable[str] = ()) -> str:
        """Return this reader if a target, or what matched in it, is for them, or else another."""
        statements = [self.rules.statements[said] for said in (*matched,) or target.says]
        others = (a for a in self.rules.audiences if any(s.is_for(a) for s in statements))
        return self.audience if any(s.is_for(self.audience) for s in statements) else next(others, self.audience)
