"""REFI-QDA project (.qdpx): codes, texts and marks for MAXQDA, ATLAS.ti, NVivo, QualCoder and others.

Labels, and the values of attributes that are codes, become codings of a selection; those programs know no
attributes. Words and numbers stand in the description of the selection, one line for each. All identifiers
follow from ours, so that a second export updates a project instead of doubling it. The texts of sources
stand in files of their own; the project file comes last, since it begins with what is only known then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO

from annotations.text import fingerprint
from exports.formats import qda_codes
from exports.formats.marked import File, Losses, Marked, MarkedArticle, Reading
from exports.formats.packed import Pieces
from exports.formats.qda_coded import Coded
from exports.formats.qda_codes import ARTICLE_ROLE, Code, guid, within
from exports.formats.qda_lists import Lists
from exports.formats.qda_words import ROLE
from exports.formats.xml_words import in_attribute, in_text, is_sayable

NAMESPACE = "urn:QDA-XML:project:1.0"
ORIGIN = "Parallax"
NOTHING_ROLE = "nothing found"
LONGEST_NAME = 500  # of a selection, which is called by its words

_IN_MEMORY = 4 << 20
_STEP = 1 << 18


def write(marked: Marked, losses: Losses, *, crlf: bool = False) -> Iterator[File]:
    """Yield one .qdpx in pieces.

    Some programs on Windows count a line end as two characters. With ``crlf`` the texts have such line
    ends, and all positions count them.
    """
    path = f"{marked.project}.qdpx"
    with SpooledTemporaryFile(_IN_MEMORY) as sources, SpooledTemporaryFile(_IN_MEMORY) as notes:
        package = Pieces()
        project = _Project(marked, losses, sources, notes, crlf=crlf)
        for article in marked.articles:
            name, text = project.add(article)
            yield from (File(path, piece) for piece in package.file(f"sources/{name}", [text]))
        parts = (part.encode() if isinstance(part, str) else part for part in project.parts())
        yield from (File(path, piece) for piece in package.file("project.qde", parts))
        yield from (File(path, piece) for piece in package.end())


write_crlf = partial(write, crlf=True)


class _Project:
    """The project file in work."""

    def __init__(
        self, marked: Marked, losses: Losses, sources: IO[bytes], notes: IO[bytes], *, crlf: bool
    ) -> None:
        self.marked, self.losses, self.crlf = marked, losses, crlf
        self.sources, self.notes = sources, notes
        self.lists = Lists(marked.project)
        self.made = _at(marked.made)
        self.nothing = guid(marked.project, "nothing found")
        self._coded = Coded(marked.codebook, marked.project)

    def add(self, article: MarkedArticle) -> tuple[str, bytes]:
        """Add an article; return the name and the content of the file that holds its text."""
        source = guid(self.marked.project, "article", article.article_id, fingerprint(article.text))
        self.lists.place(source, article.metadata)
        for fact in article.metadata.values():
            self._said(fact, "facts about articles")
        name = self._said(article.name, "names of articles")
        file = f"{within(source, 'text')}.txt"
        parts = [
            f'<TextSource guid="{source}" name="{name}" plainTextPath="internal://{file}"'
            f' creationDateTime="{self.made}">\n'
        ]
        positions = _Positions(article.text, crlf=self.crlf)
        for reading in article.readings:
            self._said(reading.annotator, "names of annotators")
            parts.extend(self._selections(source, reading, positions))
        for reading in article.readings:
            parts.extend(self._codings(source, reading))
        for reading in article.readings:
            parts.extend(self._note(source, reading, "article", reading.note))
        parts.extend(self.lists.facts(article.metadata))
        for reading in article.readings:
            parts.extend(self._values(reading))
        parts.append("</TextSource>\n")
        self.sources.write("".join(parts).encode())
        return file, positions.text.encode()

    def _by(self, reading: Reading) -> str:
        """Return who says something and when, as attributes."""
        when = _at(reading.submitted or self.marked.made)
        return f'creatingUser="{self.lists.user(reading.annotator)}" creationDateTime="{when}"'

    def _selections(self, source: str, reading: Reading, positions: _Positions) -> Iterator[str]:
        by = self._by(reading)
        for span in reading.spans:
            own = within(source, "span", span.span_id)
            name = self._said(_shortened(span.quote), "words of spans")
            start, end = positions.at(span.start), positions.at(span.end)
            yield (
                f'<PlainTextSelection guid="{own}" name="{name}"'
                f' startPosition="{start}" endPosition="{end}" {by}>\n'
            )
            codes, words = self._coded.of_span(span)
            if words:
                yield f"<Description>{in_text(words)}</Description>\n"
                self.losses.add(
                    "words and numbers of spans as codes; they are in their descriptions", span.span_id
                )
            for code in codes:
                yield _coding(within(own, code), code, by)
            yield from self._note(own, reading, "span", span.note)
            yield "</PlainTextSelection>\n"

    def _codings(self, source: str, reading: Reading) -> Iterator[str]:
        """Yield what is coded of the article as a whole."""
        by, user = self._by(reading), self.lists.user(reading.annotator)
        if reading.submitted is None:
            self.losses.add("that an annotation is still a draft", reading.annotation_id)
        for variable, value in self._coded.answers(reading):
            for code in self._coded.codes(f" {ARTICLE_ROLE}", variable, value) or ():
                yield _coding(within(source, user, code), code, by)
        if reading.nothing_found:
            yield _coding(within(source, user, self.nothing), self.nothing, by)

    def _values(self, reading: Reading) -> Iterator[str]:
        for variable, value in self._coded.answers(reading):
            if self._coded.codes(f" {ARTICLE_ROLE}", variable, value) is None:
                yield self.lists.answer(variable, reading.annotator, value)

    def _note(self, owner: str, reading: Reading, what: str, note: str) -> Iterator[str]:
        if not note:
            return
        own = within(owner, "note", reading.annotator)
        self._said(note, "notes")
        self.notes.write(
            f'<Note guid="{own}" name="note on the {what}" {self._by(reading)}>\n'
            f"<PlainTextContent>{in_text(note)}</PlainTextContent>\n</Note>\n".encode()
        )
        yield f'<NoteRef targetGUID="{own}"/>\n'

    def _said(self, words: str, what: str) -> str:
        if not is_sayable(words):
            self.losses.add(f"control characters in {what}, which XML cannot hold", words[:60])
        return in_attribute(words)

    def parts(self) -> Iterator[str | bytes]:
        """Yield the project file."""
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<Project xmlns="{NAMESPACE}"'
        title = in_attribute(self.marked.title)
        yield f' name="{title}" origin="{ORIGIN}" creationDateTime="{self.made}">\n'
        yield from self.lists.users_xml()
        trees = [
            tree for tree in qda_codes.code_trees(self.marked.codebook, self.marked.project) if tree.below
        ]
        words = f"{ROLE}: {NOTHING_ROLE}"
        trees.append(Code(self.nothing, "Read, nothing found", codable=True, description=words))
        for code in qda_codes.flattened(trees):
            self._said(code.name + code.description, "the codebook")
        yield "<CodeBook>\n<Codes>\n"
        yield from qda_codes.code_xml(trees)
        yield "</Codes>\n</CodeBook>\n"
        yield from self.lists.variables_xml()
        yield from self.lists.cases_xml()
        yield from _within_tags("Sources", self.sources)
        yield from _within_tags("Notes", self.notes)
        yield from self.lists.sets_xml()
        yield f"<Description>{in_text(self._told())}</Description>\n</Project>\n"

    def _told(self) -> str:
        lost = [f"- {loss.what} ({loss.count:,})" for loss in self.losses.listed()]
        told = f"{self.marked.title}, codebook {self.marked.codebook_version}."
        return "\n".join([told, "This file cannot say:", *lost]) if lost else told


class _Positions:
    """The text as it is written, and where its places are there."""

    def __init__(self, text: str, *, crlf: bool) -> None:
        self.text = text.replace("\n", "\r\n") if crlf else text
        self._ends = [place for place, one in enumerate(text) if one == "\n"] if crlf else []

    def at(self, place: int) -> int:
        """Return the place in the written text."""
        return place + bisect_left(self._ends, place)


def _coding(own: str, code: str, by: str) -> str:
    return f'<Coding guid="{own}" {by}><CodeRef targetGUID="{code}"/></Coding>\n'


def _shortened(quote: str) -> str:
    return quote if len(quote) <= LONGEST_NAME else f"{quote[: LONGEST_NAME - 2]} …"


def _at(moment: datetime) -> str:
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _within_tags(name: str, content: IO[bytes]) -> Iterator[bytes]:
    if content.tell():
        content.seek(0)
        yield f"<{name}>\n".encode()
        while piece := content.read(_STEP):
            yield piece
        yield f"</{name}>\n".encode()
