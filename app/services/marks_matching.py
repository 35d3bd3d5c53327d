"""Names in files of others and what they stand for here: articles, annotators, labels."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from annotations.text import fingerprint
from app.models import Article, Assignment, Project, Round, User
from app.services.codings import pseudonyms
from app.services.refused import Refused
from exports.formats.marked import FoundReading, FoundSpan
from exports.formats.naming import label_names
from exports.formats.rulers import with_our_line_ends

MAX_NAMES = 200
LEFT_OUT = ""
_ENDING = re.compile(r"\.[A-Za-z]{2,5}$")
_WITH_ID = re.compile(r".* \((A[0-9]{1,9})\)")
_FOLD = re.compile("[^a-z0-9]+")


@dataclass(frozen=True)
class Name:
    """One name as files have it, how many spans bear it, and what it stands for; empty: it is left out."""

    theirs: str
    spans: int
    ours: str


def label_key(span: FoundSpan) -> str:
    """Return how pages call the label of a file."""
    return f"{span.layer}/{span.label}" if span.layer else span.label


def people_of(session: Session, round_: Round) -> Mapping[str, tuple[User, str]]:
    """Return who was given articles in the round, with pseudonyms, by the id of the account in words."""
    asked = select(Assignment.annotator_id).where(Assignment.round_id == round_.id)
    known = pseudonyms(session, round_.project_id)
    users = session.scalars(select(User).where(User.id.in_(asked)).order_by(User.name)).all()
    return {str(user.id): (user, known.get(user.id, "")) for user in users}


def annotators(
    readings: Iterable[FoundReading],
    people: Mapping[str, tuple[User, str]],
    said: Mapping[str, str],
) -> list[Name]:
    """Return the annotators of files: as a person said, or else whoever is called the same."""
    spans: Counter[str] = Counter()
    for reading in readings:
        spans[reading.annotator or ""] += len(reading.spans)
    _refuse_many(len(spans), "annotators")
    called: dict[str, str] = {}
    for key, (user, pseudonym) in people.items():
        for name in (pseudonym, user.name, user.email):
            called.setdefault(name.casefold(), key)
    alone = next(iter(people)) if len(people) == 1 else LEFT_OUT
    return [
        Name(theirs, count, said.get(theirs, called.get(theirs.casefold(), LEFT_OUT if theirs else alone)))
        for theirs, count in sorted(spans.items())
    ]


def labels(readings: Iterable[FoundReading], book: Codebook, said: Mapping[str, str]) -> list[Name]:
    """Return the labels of files: as a person said, or else those with the same code or name."""
    spans = Counter(label_key(span) for reading in readings for span in reading.spans)
    _refuse_many(len(spans), "labels")
    known = _labels_by_name(book)
    return [
        Name(theirs, count, said.get(theirs, known.get(fold(theirs), LEFT_OUT)))
        for theirs, count in sorted(spans.items())
    ]


def targets(book: Codebook) -> dict[str, str]:
    """Return every label that may be given, with its name, by layer and code."""
    return {
        f"{layer.code}/{label.code}": f"{layer.name}: {label.name} ({label.code})"
        for layer in book.layers
        for label in layer.labels
        if label.offered
    }


def _labels_by_name(book: Codebook) -> Mapping[str, str]:
    """Return our labels by the names that formats may give them; a name of two labels stands for none."""
    shown = label_names(book)
    by_name: dict[str, set[str]] = {}
    for layer in book.layers:
        for label in layer.labels:
            ours = f"{layer.code}/{label.code}"
            for name in {ours, shown[layer.code, label.code], label.code, label.name}:
                by_name.setdefault(fold(name), set()).add(ours)
    offered = targets(book)
    found = {name: next(iter(ours)) for name, ours in by_name.items() if len(ours) == 1}
    return {name: ours for name, ours in found.items() if ours in offered}


def fold(name: str) -> str:
    """Return a name as it is compared."""
    # Some formats have no points or capitals in names; letters of other scripts stay as they are.
    return _FOLD.sub("_", name.casefold()) if name.isascii() else name.casefold()


def _refuse_many(count: int, what: str) -> None:
    if count > MAX_NAMES:
        raise Refused(
            f"The files name {count:,} different {what}; at most {MAX_NAMES} are taken. Is this the format?"
        )


class Articles:
    """The articles of a round or project by everything that a file may call them."""

    def __init__(self, session: Session, whole: Round | Project) -> None:
        given = select(Assignment.article_id).where(Assignment.round_id == whole.id)
        if isinstance(whole, Project):
            given = select(Article.id).where(Article.project_id == whole.id)
        query = select(Article.id, Article.name, Article.sha256).where(Article.id.in_(given))
        self._session, self._given = session, given
        self.ids: dict[str, int] = {}
        self._by_id: dict[str, str] = {}
        self._by_text: dict[str, str] = {}
        stems: dict[str, list[str]] = {}
        for key, name, sha256 in session.execute(query.order_by(Article.id)):
            self.ids[name], self._by_id[f"A{key}"] = key, name
            self._by_text.setdefault(sha256, name)
            stems.setdefault(_ENDING.sub("", name), []).append(name)
        self._by_stem = {stem: names[0] for stem, names in stems.items() if len(names) == 1}
        self._by_words: dict[str, str] | None = None

    def named(self, readings: Sequence[FoundReading]) -> list[FoundReading]:
        """Return the readings with our names of their articles; what is not found keeps its own."""
        return [replace(reading, article=self._name(reading) or reading.article) for reading in readings]

    def texts(self, readings: Iterable[FoundReading]) -> dict[str, str]:
        """Return the texts of the articles that are named, by name."""
        wanted = sorted({self.ids[one.article] for one in readings if one.article in self.ids})
        found: dict[str, str] = {}
        for first in range(0, len(wanted), 500):
            some = Article.id.in_(wanted[first : first + 500])
            found |= dict(self._session.execute(select(Article.name, Article.text).where(some)).all())
        return found

    def _name(self, reading: FoundReading) -> str | None:
        theirs = reading.article
        if theirs in self.ids:
            return theirs
        with_id = _WITH_ID.fullmatch(theirs)
        for known, name in (
            (self._by_id, theirs),
            (self._by_id, with_id[1] if with_id else ""),
            (self._by_stem, theirs),
            (self._by_stem, _ENDING.sub("", theirs)),
        ):
            if name in known:
                return known[name]
        if reading.text is not None:
            return self._by_text.get(fingerprint(with_our_line_ends(reading.text)))
        return self._of_words(reading.words) if reading.words else None

    def _of_words(self, words: Sequence[str]) -> str | None:
        if self._by_words is None:
            query = select(Article.name, Article.text).where(Article.id.in_(self._given))
            self._by_words = {"".join(text.split()): name for name, text in self._session.execute(query)}
        return self._by_words.get("".join(words))
