"""Names as formats can hold them: labels without their layer, annotators as folders, values as words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from annotations.codebook import Codebook, Variable
from annotations.errors import OutsideCodebook
from exports.formats.marked import Losses, MarkedArticle, Reading, Value

_NOT_IN_PATHS = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|%#]|^\.|[. ]$')
BETWEEN = "|"  # between several values in one cell


def label_names(book: Codebook) -> Mapping[tuple[str, str], str]:
    """Return how a format without layers calls each label: its code, after its layer's where two have it."""
    pairs = [(layer.code, label.code) for layer in book.layers for label in layer.labels]
    times = Counter(label for _, label in pairs)
    return {(layer, label): label if times[label] == 1 else f"{layer}-{label}" for layer, label in pairs}


def segment(name: str) -> str:
    """Return the name as a part of a path that every system takes; ``named`` undoes it."""
    return _NOT_IN_PATHS.sub(lambda found: f"%{ord(found[0]):02X}", name) or "%00"


def named(part: str) -> str:
    """Return what ``segment`` made a part of a path of."""
    return unquote(part).replace("\0", "")


def as_words(value: Value) -> str:
    """Return a value as it stands in a cell."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return BETWEEN.join(value)
    return str(value)


def typed(variable: Variable, value: object) -> Value:
    """Return the value that words of a file stand for, or raise OutsideCodebook."""
    if isinstance(value, str) and value:
        value = _of_kind(variable, value)
    return variable.check(value)


def _of_kind(variable: Variable, words: str) -> Value:
    if variable.not_applicable and words == "not_applicable":
        return words
    if variable.kind == "choices":
        return [code.strip() for code in words.split(BETWEEN)]
    if variable.kind not in ("scale", "number"):
        return words
    try:
        return int(words) if len(words) < 20 and words.lstrip("-").isdecimal() else float(words)
    except ValueError:
        raise OutsideCodebook(f"{variable.code} must be a number, not {words[:60]!r}.") from None


class Stems:
    """A file name without ending for every article: its name, with its id where two would be the same."""

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}

    def of(self, article: MarkedArticle) -> str:
        """Return the stem of the article's files."""
        stem = segment(article.name.removesuffix(".txt"))
        if self._taken.setdefault(stem.casefold(), article.article_id) == article.article_id:
            return stem
        return f"{stem} ({article.article_id})"


def lose_what_is_not_spans(reading: Reading, losses: Losses) -> None:
    """Count what a format of spans alone does not hold of a reading."""
    if reading.answers:
        losses.add("answers to questions about articles", reading.annotation_id, len(reading.answers))
    if reading.note:
        losses.add("notes about articles", reading.annotation_id)
    if reading.nothing_found:
        losses.add("the statement that nothing was found in an article", reading.annotation_id)
