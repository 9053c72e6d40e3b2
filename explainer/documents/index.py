"""An index: texts, and which of them contain a word. SQLite's FTS5 makes one in memory."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

from explainer.text import folded, unaccented, words_in

if TYPE_CHECKING:
    import sqlite3

_NO_APOSTROPHES: Final = dict.fromkeys(map(ord, "'\u2018\u2019\u02bc"))
_PREFIX: Final = 4  # the fewest letters of a word that may be the start of a longer one


def words_of(text: str) -> list[str]:
    """Return the words in a text, in lower case and without apostrophes."""
    return words_in(_normal(text))


def make_index(texts: Sequence[str], stemmer: str) -> "Index":
    """Return an index of texts; ``stemmer`` is SQLite's for their language, or ""."""
    try:
        import sqlite3  # late, because only a search needs it
    except ImportError:  # Python was built without SQLite
        return WholeWords(texts)
    try:
        return FullText(sqlite3.connect(":memory:", isolation_level=None), texts, stemmer)
    except sqlite3.OperationalError:  # SQLite was built without FTS5
        return WholeWords(texts)


class Index(Protocol):
    """An index of texts, which are numbered from 0. ``is_full`` says that it knows word forms."""

    is_full: bool

    def texts_with(self, word: str) -> list[int]:
        """Return the texts that contain a word in any form."""

    def texts_with_start(self, start: str) -> list[int]:
        """Return the texts that contain a word that starts like this."""

    def has_any(self, text: str, phrases: tuple[str, ...]) -> bool:
        """Check whether a text, in the index or not, has all words of one of the phrases."""

    def ranks(self, words: Iterable[str]) -> Mapping[int, float]:
        """Return how relevant the texts with some of the words are, at most 1."""


class FullText:
    """An index by SQLite's FTS5, with BM25 as the measure of relevance."""

    is_full = True

    def __init__(self, database: "sqlite3.Connection", texts: Sequence[str], stemmer: str) -> None:
        """Index the texts; raise sqlite3.OperationalError if SQLite has no FTS5."""
        self._database = database
        tokenizer = f"{stemmer} unicode61 remove_diacritics 2 categories ''L* N* Co M*''".strip()
        for table in ("texts", "asked"):
            database.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(text, tokenize='{tokenizer}')"
            )
        self._any = cache(_any_of)
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(map(_normal, texts))
        )
        self._database.execute("COMMIT")

    def texts_with(self, word: str) -> list[int]:
        """Return the texts that contain a word in any form."""
        return self._rows(_quoted(word))

    def texts_with_start(self, start: str) -> list[int]:
        """Return the texts that contain a word that starts like this."""
        return self._rows(f"{_quoted(start)}*") if len(start) >= _PREFIX else []

    def has_any(self, text: str, phrases: tuple[str, ...]) -> bool:
        """Check whether a text, in the index or not, has all words of one of the phrases."""
        self._database.execute("DELETE FROM asked")
        self._database.execute("INSERT INTO asked (text) VALUES (?)", (_normal(text),))
        query, sql = self._any(phrases), "SELECT 1 FROM asked WHERE asked MATCH ?"
        return bool(query and self._database.execute(sql, (query,)).fetchone())

    def ranks(self, words: Iterable[str]) -> Mapping[int, float]:
        """Return how relevant the texts with some of the words are, at most 1."""
        sql = "SELECT rowid, -bm25(texts) FROM texts WHERE texts MATCH ?"
        query = " OR ".join(map(_quoted, words))
        found = dict(self._database.execute(sql, (query,)).fetchall()) if query else {}
        most = max(found.values(), default=1)
        return {row: rank / most for row, rank in found.items()}

    def _rows(self, query: str) -> list[int]:
        rows = self._database.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (query,))
        return [row for (row,) in rows]


class WholeWords:
    """An index by whole words alone, for a Python without FTS5."""

    is_full = False

    def __init__(self, texts: Sequence[str]) -> None:
        """Index the texts."""
        self._texts = [set(words_of(text)) for text in texts]

    def texts_with(self, word: str) -> list[int]:
        """Return the texts that contain exactly this word."""
        return [number for number, words in enumerate(self._texts) if word in words]

    def texts_with_start(self, start: str) -> list[int]:
        """Return nothing: only whole words are known."""
        return []

    def has_any(self, text: str, phrases: tuple[str, ...]) -> bool:
        """Check whether a text has all words of one of the phrases, exactly."""
        words = set(words_of(text))
        known = (set(words_of(phrase)) for phrase in phrases)
        return any(wanted and wanted <= words for wanted in known)

    def ranks(self, words: Iterable[str]) -> Mapping[int, float]:
        """Return nothing: all texts are equally relevant."""
        return {}


def _normal(text: str) -> str:
    """Return a text in one form, whatever the case, width and accents were typed as."""
    return unaccented(folded(text).translate(_NO_APOSTROPHES))


def _quoted(word: str) -> str:
    """Return a word for a query, in which nothing is an operator."""
    return f'"{" ".join(words_of(word))}"'


def _any_of(phrases: tuple[str, ...]) -> str:
    """Return a query for texts with all words of one of the phrases, in any order."""
    known = (words_of(phrase) for phrase in phrases)
    return " OR ".join(f"({' '.join(map(_quoted, words))})" for words in known if words)
