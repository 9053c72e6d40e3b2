"""A loaded rules file: its rule set, or all the problems that kept it from loading."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, get_origin

from explainer.drawing.outline import box
from explainer.language import is_tag
from explainer.rules.model import NOT_SURE, Region, RuleSet, fields
from explainer.rules.names import as_id, is_id
from explainer.rules.parser import Parsed, parse
from explainer.rules.problem import Path, Problem, Reporter, Severity, in_file_order, where
from explainer.rules.references import unknown_references
from explainer.rules.shape import validate
from explainer.rules.values import Value, Watch
from explainer.text import brief

THIN: Final = 4  # the largest allowed ratio of a drawing's longer side to its shorter side
SMALL: Final = 40.0  # the smallest allowed length of a drawing's longer side

_URL: Final = re.compile(r"https?://[!-~]+")
_REGISTRIES: Final = [
    name for name, field in fields(RuleSet).items() if get_origin(field.kind) is Mapping
]


class Loaded(NamedTuple):
    """A loaded file. Its rule set is None if the file has errors.

    ``parts`` contains the top-level values that are valid by themselves. The table can be
    proven from these, even if something else in the file is wrong.
    """

    file: str
    rules: RuleSet | None
    parts: Mapping[str, Any]
    parsed: Parsed
    problems: tuple[Problem, ...]

    def problem(self, path: Path, code: str, message: str, severity: Severity = "error") -> Problem:
        """Return a problem located at the key of ``path``, or at the closest key above that."""
        return Problem(self.file, *self.parsed.position(path).key, code, message, severity)


def load(
    data: bytes, file: str, watch: Watch | None = None, without: Collection[str] = ()
) -> Loaded:
    """Load the rules file in ``data``; problems refer to it as ``file``.

    The top-level keys in ``without`` are skipped, with all below them; but if anything is wrong,
    nothing is skipped, so that the problems are always those of the whole file.
    """
    loaded = _load(parse(data, file, watch, without), file)
    if without and loaded.problems:
        return _load(parse(data, file, watch), file)
    return loaded


def _load(parsed: Parsed, file: str) -> Loaded:
    """Load a parsed file."""
    root = parsed.root
    if root is None:
        return Loaded(file, None, {}, parsed, in_file_order(parsed.problems))
    if not root.keys() & fields(RuleSet).keys():
        return Loaded(file, None, {}, parsed, (_no_rules_file(parsed, file),))
    found = _Found(parsed, file)
    report = found.report
    _check_ids(root, report)
    parts = validate(parsed, report)
    _check_languages(root, report)
    _check_days(root, report)
    _check_help(root, report)
    is_table = _check_levels(root, report)
    _check_drawing(parts.get("regions", {}), report)
    _check_addresses(root, report)
    unknown = unknown_references(root | dict.fromkeys(_uncertain(parsed)), parsed.position, report)
    if found.torn or not is_table or any(path[2:3] == ("when",) for path in unknown):
        parts.pop("levels", None)  # a row that is lost or tests an unknown answer proves nothing
    rules = None if found.errors() else RuleSet(**parts)
    return Loaded(file, rules, parts, parsed, in_file_order(found.kept()))


class _Found:
    """The problems found in a parsed file, without those that only follow from others.

    ``torn`` are the lines that the parser could not read as they are meant, ``told`` the paths of
    the problems, and ``shapeless`` those of values of the wrong type, which may have any contents.
    """

    def __init__(self, parsed: Parsed, file: str) -> None:
        self.parsed, self.file, self.problems = parsed, file, list(parsed.problems)
        self.torn = {problem.line for problem in self.problems if problem.severity == "error"}
        self.told, self.shapeless = set[Path](), set[Path]()

    def report(self, path: Path, code: str, message: str, *, at_key: bool = True) -> None:
        """Add a problem, unless it is on a torn line, or at or in what is reported already."""
        position = self.parsed.position(path)
        line, column = position.key if at_key else position.value
        is_within = any(path[:depth] in self.shapeless for depth in range(len(path)))
        if not (line in self.torn or path in self.told or is_within):
            self.problems.append(Problem(self.file, line, column, code, message))
        self.told.add(path)
        if code == "wrong-type":
            self.shapeless.add(path)

    def errors(self) -> set[tuple[int, int]]:
        """Return the line and column of each error."""
        return {(p.line, p.column) for p in self.problems if p.severity == "error"}

    def kept(self) -> list[Problem]:
        """Return the problems, without warnings about what is an error."""
        errors = self.errors()
        return [p for p in self.problems if p.severity == "error" or p[1:3] not in errors]


def _uncertain(parsed: Parsed) -> set[str]:
    """Return the parts of a file that may define other names once its problems are fixed.

    A name is about to change if it is defined twice. A missing part may be there under a wrong key.
    """
    keys = (parsed.root or {}).keys()
    uncertain = {parsed.part_at(p.line) for p in parsed.problems if p.code == "duplicate-key"}
    is_complete = keys <= fields(RuleSet).keys()
    return uncertain if is_complete else uncertain | (set(_REGISTRIES) - keys)


def _no_rules_file(parsed: Parsed, file: str) -> Problem:
    """Return the problem of a file that has none of the keys of a rules file."""
    first = next(iter(parsed.root or {}), "")
    in_braces = parsed.position(()).value != parsed.position((first,)).key
    message = (
        f"This is not a rules file: expected keys such as 'title:' and 'questions:', found "
        f"{brief(first)}.{' It may be JSON.' if in_braces else ''}"
    )
    return Problem(file, 1, 1, "no-rules-file", message)


def _check_ids(root: dict[str, Value], report: Reporter) -> None:
    """Report keys that are not valid ids, and remove any ``id`` besides the key."""
    for registry in _REGISTRIES:
        entries = root.get(registry)
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if not is_id(key) and entry is not None:
                report((registry, key), "bad-id", _bad_id(key))
            if isinstance(entry, dict) and entry.pop("id", ...) is not ...:
                report(
                    (registry, key, "id"),
                    "unknown-key",
                    "The key above is already the id. Remove 'id:'.",
                )
            if registry == "questions" and isinstance(entry, dict):
                _check_answers(key, entry.get("answers"), report)


def _check_answers(question: str, answers: Value, report: Reporter) -> None:
    for answer, text in answers.items() if isinstance(answers, dict) else ():
        path = ("questions", question, "answers", answer)
        if answer == NOT_SURE:
            report(
                path, "bad-id", f"'{NOT_SURE}' is already an answer to every question. Remove it."
            )
        elif not is_id(answer) and text is not None:
            report(path, "bad-id", _bad_id(answer))


def _bad_id(key: str) -> str:
    better = f": '{as_id(key)}', here and wherever it is used" if as_id(key) else ""
    return f"'{key}' is not a valid id. Use lowercase letters, digits and single hyphens{better}."


def _check_addresses(root: dict[str, Value], report: Reporter) -> None:
    """Report each source whose ``url`` is not a web address."""
    sources = root.get("sources")
    for name, source in sources.items() if isinstance(sources, dict) else ():
        url = source.get("url") if isinstance(source, dict) else None
        if isinstance(url, str) and url and not _URL.fullmatch(url):
            path = ("sources", name, "url")
            message = f"{where(path)}: {brief(url)} is not a web address. Start it with https://."
            report(path, "bad-url", message, at_key=False)


def _check_languages(root: dict[str, Value], report: Reporter) -> None:
    """Report each language that is not a tag, and a translation into the file's own language."""
    tag, how = root.get("language"), "Write a tag, such as 'en', 'en-GB' or 'zh-Hant'."
    if isinstance(tag, str) and tag and not is_tag(tag):
        message = f"language: {brief(tag)} is not the tag of a language. {how}"
        report(("language",), "bad-language", message, at_key=False)
    translations = root.get("translations")
    for key in translations if isinstance(translations, dict) else ():
        path = ("translations", key)
        if is_id(key) and not is_tag(key):
            message = f"translations: {brief(key)} is not the tag of a language, such as 'es'."
            report(path, "bad-language", message)
        elif key == tag:
            message = f"translations: the guide itself is in '{key}'. Remove this entry."
            report(path, "bad-language", message)


def _check_drawing(regions: Mapping[str, Region], report: Reporter) -> None:
    """Report a drawing that is too long and narrow, or too small for its numbers."""
    if not regions:
        return
    frame = box(region.outline for region in regions.values())
    short, long = sorted((frame.width, frame.height))
    if long > THIN * short or long < SMALL:
        message = (
            f"regions: the whole drawing is {frame.width:.3g} wide and {frame.height:.3g} high. "
            f"Draw it larger, with its long side at most {THIN} times its short side. The canvas "
            "is 100 by 100."
        )
        report(("regions",), "bad-outline", message)


def _check_help(root: dict[str, Value], report: Reporter) -> None:
    """Report notices that do not say when to get help."""
    notices = root.get("notices")
    if not isinstance(notices, dict):
        return
    if "help" in notices:
        for key in ("first", "safety_net"):
            if key in notices:
                message = f"notices: '{key}' is not shown if there is 'help'. Move it there."
                report(("notices", key), "unknown-key", message)
        return
    for key in ("first", "safety_net"):
        if not notices.get(key):
            message = (
                "notices: readers need to know when to get help. Add 'help:' (which signs, and "
                f"how soon to get help), or add '{key}:' if you do not use 'help:'."
            )
            report(("notices",), "missing-key", message)
            return


def _check_levels(root: dict[str, Value], report: Reporter) -> bool:
    """Report levels that do not say clearly which cases they are for; return if all others do."""
    levels = root.get("levels")
    entries = levels if isinstance(levels, dict) else {}
    found = [*_unclear_levels(entries), *_listed_twice(entries)]
    for path, code, message in found:
        report(("levels", *path), code, message)
    return not found


def _unclear_levels(levels: dict[str, Value]) -> Iterator[tuple[Path, str, str]]:
    """Yield the faults of levels without 'when', which is for one level alone, the last."""
    others = {name: level for name, level in levels.items() if _is_for_others(level)}
    ends = (next(iter(others), ""), next(reversed(levels), ""))
    for name, level in levels.items():
        if name in others:
            rule = "'otherwise' is for all cases that no other level covers, so"
            for key, fault in _faults_of_others(name, others, *ends):
                yield (name, key), "otherwise", f"levels > {name}: {rule} {fault}"
        elif isinstance(level, dict) and "when" not in level:
            message = (
                f"levels > {name}: the key 'when' is missing. Add it: the answers that lead here. "
                "If this level is for all other cases, move it to the end, with 'otherwise: true'."
            )
            yield (name,), "missing-key", message
        elif isinstance(level, dict) and level["when"] == {}:
            message = f"levels > {name} > when is empty. Add the answers that lead here."
            yield (name, "when"), "empty", message


def _faults_of_others(
    name: str, others: dict[str, Value], first: str, last: str
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a level for all other cases, each fault with its key.

    ``first`` is the first of those levels, and ``last`` is the last of all levels.
    """
    if "when" in others[name]:
        yield "when", "it needs no 'when'. Remove one of them."
    if name != first:
        yield "otherwise", f"only one level can have it, and '{first}' does. Remove one of them."
    elif name != last and len(others) == 1:
        yield "otherwise", "its level must be the last. Move it to the end of 'levels'."


def _is_for_others(level: Value) -> bool:
    """Check whether a level is for all other cases; what is wrong with its flag is reported."""
    flag = level.get("otherwise", "false") if isinstance(level, dict) else "false"
    return flag == "true" or (flag != "false" and "when" not in level)


def _listed_twice(levels: dict[str, Value]) -> Iterator[tuple[Path, str, str]]:
    """Yield each answer that a condition lists twice."""
    for name, level in levels.items():
        when = level.get("when") if isinstance(level, dict) else None
        for question, answers in when.items() if isinstance(when, dict) else ():
            for i, answer in enumerate(answers if isinstance(answers, list) else ()):
                if answer in answers[:i] and isinstance(answer, str):
                    path = ("levels", name, "when", question)
                    message = f"{where(path)}: '{answer}' is listed twice. Remove one."
                    yield (*path[1:], i), "same-answer", message


def _check_days(root: dict[str, Value], report: Reporter) -> None:
    """Report invalid dates in each review, and a review with only one of ``by`` and ``on``."""
    translations = root.get("translations")
    own = translations if isinstance(translations, dict) else {}
    reviews: dict[Path, Value] = {("review",): root.get("review")}
    reviews |= {("translations", key): entry for key, entry in own.items()}
    for path, review in reviews.items():
        if not isinstance(review, dict):
            continue
        if bool(review.get("by")) != bool(review.get("on")):
            missing = "on" if review.get("by") else "by"
            message = (
                f"{where(path)}: '{missing}:' is missing. Give both 'by' and 'on', or neither."
            )
            report(path, "missing-key", message)
        for key in ("on", "again_after"):
            day = review.get(key)
            if isinstance(day, str) and day and not _is_day(day):
                at, how = (*path, key), "Write it like 2026-11-23."
                message = f"{where(at)}: {brief(day)} is not a valid date. {how}"
                report(at, "bad-date", message, at_key=False)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
