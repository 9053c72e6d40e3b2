"""An update of a PO file: the texts as they are now, with all that a translator has written."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from explainer.checks import po
from explainer.messages.catalogue import LIST, Unit

if TYPE_CHECKING:
    from explainer.checks.po import Catalog, Message


class Update(NamedTuple):
    """An updated PO file, and how many of its texts are translated, stale, empty and obsolete.

    ``first`` is the context of the first that is empty or stale, or "".
    """

    data: bytes
    translated: int
    stale: int
    empty: int
    obsolete: int
    first: str


def update(
    old: "Catalog | None", units: Sequence[Unit], notes: Sequence[Sequence[str]], tag: str
) -> Update:
    """Return a PO file for the units, with every text that the old one has.

    If the original has changed, the text is marked as fuzzy, with the previous original. What is
    no longer used is kept as obsolete. ``notes`` are the comments for each of the units.
    """
    new, pool, previous = po.empty(tag, old), _Pool(old), list[tuple[str, ...]]()
    taken = pool.take_all(units)
    for unit, comments, (kept, is_same) in zip(units, notes, taken, strict=True):
        is_stale = bool(kept and po.forms_of(kept) and (kept.fuzzy or not is_same))
        if is_stale and kept:
            comments = (*comments, po.mark(len(previous)))
            previous.append(po.previous_of(kept, is_same))
        new.add(
            po.id_of(unit),
            _string(kept, unit, new.num_plurals),
            auto_comments=comments,
            user_comments=po.comments_of(kept) if kept else (),
            flags=["fuzzy"] if is_stale else (),
            context=unit.context,
        )
    new.obsolete.update({new._key_for(m.id, m.context): m for m in pool.rest()})
    data = po.written(new, previous)
    made = po.entries(po.parsed(data.decode(), tag), units)
    stale = [entry for entry in made if entry.stale]
    empty = [entry for entry in made if not entry.forms and entry.unit.words is None]
    done = sum(bool(entry.forms) for entry in made) - len(stale)
    first = next((entry.unit.context for entry in (*empty, *stale)), "")
    return Update(data, done, len(stale), len(empty), len(new.obsolete), first)


def _string(kept: "Message | None", unit: Unit, plurals: int) -> Any:
    """Return what a unit has of a text: all of its forms, or only the first if it had no others."""
    string: Any = kept.string if kept else ""
    if kept and po.plural_of(kept) and not unit.plural:
        return string[0]
    if unit.plural and isinstance(string, str):
        return (string, *[""] * (plurals - 1))
    return string


class _Pool:
    """The texts of an old PO file, from which a new one takes what it can use."""

    def __init__(self, old: "Catalog | None") -> None:
        current = [m for m in old if m.id] if old is not None else []
        retired = list(old.obsolete.values()) if old is not None else []
        self._left = {(m.context, po.original_of(m)): m for m in (*retired, *current)}
        self._context = {m.context: m for m in (*retired, *current)}

    def take_all(self, units: Sequence[Unit]) -> "list[tuple[Message | None, bool]]":
        """Return what there is for each unit, and whether its original is still the same.

        If there is nothing in its context, a text with the same original will do, unless that is
        wanted elsewhere.
        """
        own = [self._own(unit) for unit in units]
        return [
            (kept, is_same) if kept is not None else (self._alike(unit), False)
            for unit, (kept, is_same) in zip(units, own, strict=True)
        ]

    def _own(self, unit: Unit) -> "tuple[Message | None, bool]":
        """Take the text in the context of a unit."""
        exact = self._left.pop((unit.context, unit.original), None)
        if exact is not None:
            return exact, po.plural_of(exact) == unit.plural
        near = None if unit.is_shared else self._context.get(unit.context)
        if near is None or (near.context, po.original_of(near)) not in self._left:
            return None, False
        return self._left.pop((near.context, po.original_of(near))), False

    def _alike(self, unit: Unit) -> "Message | None":
        """Take a text with the same original as a unit."""
        keys = (key for key in self._left if key[1] == unit.original != LIST)
        key = next(keys, None)
        return self._left.pop(key) if key else None

    def rest(self) -> "Iterator[Message]":
        """Yield what was not taken and says something."""
        return (message for message in self._left.values() if any(po.strings_of(message)))
