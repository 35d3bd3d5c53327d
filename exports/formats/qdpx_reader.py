"""Reading REFI-QDA projects (.qdpx), ours and those of other programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotations.text import MAX_TEXT
from annotations.wellformed import text_fault
from exports.formats import qda_codes, qda_words
from exports.formats.gathered import Gathered, Growing
from exports.formats.incoming import Unreadable, json_of, offset_of, value_of, with_endings
from exports.formats.marked import File, Found, FoundSpan, Value
from exports.formats.packed import Opened
from exports.formats.qda_lists import ANSWER_ROLE
from exports.formats.qda_meanings import NOTHING_ROLE, Meaning, Meanings, combined, described_values, guid_of
from exports.formats.qdpx import ORIGIN
from exports.formats.rulers import says_the_same, with_our_line_ends
from exports.formats.xml_words import local
from exports.safe_xml import BadXml, read_xml

PROJECT = "project.qde"
_INTERNAL = "internal://"


def read(files: Sequence[File]) -> Found:
    """Return the marks of REFI-QDA projects."""
    gathered = Gathered()
    gathered.take(with_endings(files, ".qdpx"), lambda file: _Reader(file, gathered).project())
    return gathered.found()


class _Reader:
    """One project in work."""

    def __init__(self, file: File, gathered: Gathered) -> None:
        self.file, self.gathered = file.path, gathered
        self.package = Opened(file.data)
        names = [name for name in self.package.names() if name.casefold() == PROJECT]
        if not names:
            raise Unreadable(f"It is no REFI-QDA project: there is no {PROJECT} in it.")
        try:
            self.root = read_xml(self.package.file(names[0]), PROJECT)
        except BadXml as fault:
            raise Unreadable(str(fault)) from None
        if local(self.root) != "Project":
            raise Unreadable(f"It is no REFI-QDA project: {PROJECT} begins with {local(self.root)[:40]!r}.")
        # In a text of ours a byte order mark is a character that somebody published; others only add one.
        self.encoding = "utf-8" if self.root.get("origin") == ORIGIN else "utf-8-sig"
        self.meanings = Meanings(self.root)
        self.users = {guid_of(user): _user(user) for user in self.root.iterfind("{*}Users/{*}User")}
        self.notes = {guid_of(note): note for note in self.root.iterfind("{*}Notes/{*}Note")}
        self.asked = dict(_asked(self.root))
        self.seen: set[str] = set()

    def project(self) -> None:
        """Take every source of text; the rest is counted as lost."""
        for source in self.root.iterfind("{*}Sources/*"):
            if local(source) == "TextSource":
                self.gathered.attempt(self.file, _place(source), self._source, source)
            elif local(source):
                self.gathered.losses.add("pictures, recordings and PDF sources", str(source.get("name")))
        for tag in ("Links", "Graphs"):
            if count := sum(1 for _ in self.root.iterfind(f"{{*}}{tag}/*")):
                self.gathered.losses.add("links and graphs of the project", tag, count)

    def _source(self, source: Any) -> None:
        name = str(source.get("name") or "").strip() or guid_of(source)
        text = self._text(source)
        readings: dict[str | None, Growing] = {}

        def of(user: str | None) -> Growing:
            return readings.setdefault(user, Growing(self.file, name, user, text))

        for selection in source.iterchildren("{*}PlainTextSelection"):
            self.gathered.attempt(self.file, _place(selection), self._selection, selection, text, of)
        self.gathered.attempt(self.file, _place(source), self._whole, source, of)
        for reading in readings.values():
            self.gathered.add(reading)

    def _text(self, source: Any) -> str:
        content = next(source.iterchildren("{*}PlainTextContent"), None)
        path = str(source.get("plainTextPath") or "")
        if content is not None:
            text = str(content.text or "")
        elif path.startswith(_INTERNAL):
            text = self._stored(path.removeprefix(_INTERNAL))
        else:
            raise Unreadable("Its text is not in the package as plain text.")
        if fault := text_fault(text, MAX_TEXT):
            raise Unreadable(f"Its text {fault}.")
        return text

    def _stored(self, name: str) -> str:
        # Some programs write Sources with a capital letter, whatever the standard says.
        path = f"sources/{name}".casefold()
        found = next((one for one in self.package.names() if one.casefold() == path), f"sources/{name}")
        try:
            return self.package.file(found).decode(self.encoding)
        except UnicodeDecodeError:
            raise Unreadable("Its text is not UTF-8.") from None

    def _selection(self, selection: Any, text: str, of: Any) -> None:
        own = guid_of(selection)
        if own in self.seen:
            raise Unreadable(f"The identifier {own[:40]!r} stands twice.")
        self.seen.add(own)
        start = offset_of(selection.get("startPosition"), "startPosition")
        end = offset_of(selection.get("endPosition"), "endPosition")
        quote = _quote(str(selection.get("name") or ""), start, end, text)
        coded = self._by_user(selection)
        if not coded:
            raise Unreadable("It has no code.")
        place, description = _place(selection), _child(selection, "Description")
        for user, meanings in coded.items():
            for label, layer, values in _labelled(meanings):
                # In a project of ours the description holds values; in others it is what a person wrote.
                more, rest = described_values(description) if layer else ({}, description)
                note = "\n\n".join(filter(None, (rest, *self._notes(selection))))
                span = FoundSpan(place, label, start, end, quote, layer, {**values, **more}, note)
                of(user).spans.append(span)

    def _by_user(self, coded: Any) -> dict[str | None, list[Meaning]]:
        """Return what was coded, by who did it."""
        found: dict[str | None, list[Meaning]] = defaultdict(list)
        for coding in coded.iterchildren("{*}Coding"):
            user = guid_of(coding, "creatingUser") or guid_of(coded, "creatingUser")
            reference = next(coding.iterchildren("{*}CodeRef"), None)
            target = "" if reference is None else guid_of(reference, "targetGUID")
            found[self._who(user)].append(self.meanings.of(target))
        return found

    def _who(self, guid: str) -> str | None:
        return self.users.get(guid, guid) or None

    def _notes(self, owner: Any) -> Iterator[str]:
        for reference in owner.iterchildren("{*}NoteRef"):
            note = self.notes.get(guid_of(reference, "targetGUID"))
            if note is not None and note.get("plainTextPath"):
                yield self._stored(str(note.get("plainTextPath")).removeprefix(_INTERNAL))
            elif note is not None:
                yield _child(note, "PlainTextContent")

    def _whole(self, source: Any, of: Any) -> None:
        """Take what is said of the text as a whole."""
        for user, meanings in self._by_user(source).items():
            ours = [one for one in meanings if one.role == qda_codes.ARTICLE_ROLE]
            if len(ours) < len(meanings) and any(one.role == "" for one in meanings):
                self.gathered.losses.add("codes of whole texts", str(source.get("name")))
            if ours:
                of(user).answers.update(combined(ours))
            if any(one.role == NOTHING_ROLE for one in meanings):
                of(user).nothing_found = True
        for user, variable, value in self._answers(source):
            of(user).answers[variable] = value
        for reference in source.iterchildren("{*}NoteRef"):
            note = self.notes.get(guid_of(reference, "targetGUID"))
            if note is not None:
                reading = of(self._who(guid_of(note, "creatingUser")))
                reading.note = "\n\n".join(filter(None, (reading.note, _child(note, "PlainTextContent"))))

    def _answers(self, source: Any) -> Iterator[tuple[str, str, Value]]:
        for value in source.iterchildren("{*}VariableValue"):
            reference = next(value.iterchildren("{*}VariableRef"), None)
            asked = None if reference is None else self.asked.get(guid_of(reference, "targetGUID"))
            if asked is None:
                continue
            annotator, variable, kind = asked
            for said in value.iterchildren():
                if local(said).endswith("Value"):
                    yield annotator, variable, _answer(kind, variable, str(said.text or ""))


def _user(user: Any) -> str:
    return str(user.get("name") or user.get("id") or "").strip() or guid_of(user)


def _asked(root: Any) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield the variables that hold answers of annotators: annotator, question and its kind."""
    for variable in root.iterfind("{*}Variables/{*}Variable"):
        description = _child(variable, "Description")
        role = qda_words.role_of(description)
        if role.startswith(ANSWER_ROLE):
            kind = str(qda_words.understood(description, qda_words.VARIABLE).get("kind", ""))
            question = str(variable.get("name") or "").partition("@")[0]
            yield guid_of(variable), (role.removeprefix(ANSWER_ROLE), question, kind)


def _answer(kind: str, variable: str, written: str) -> Value:
    if kind in ("scale", "number"):
        return qda_words.number(written)
    return value_of(json_of(written), variable) if kind == "choices" else written


def _labelled(meanings: list[Meaning]) -> Iterator[tuple[str, str | None, Mapping[str, Value]]]:
    """Yield the labels among codes, each with its layer and the values of its attributes."""
    values: dict[str | None, list[Meaning]] = defaultdict(list)
    for one in meanings:
        if one.role == qda_codes.ATTRIBUTE_ROLE:
            values[one.layer].append(one)
    labels = [one for one in meanings if one.role in ("", qda_codes.LAYER_ROLE)]
    if not labels:
        raise Unreadable("It has values of attributes, but no label.")
    for one in labels:
        yield str(one.value), one.layer, combined(values[one.layer]) if one.layer else {}


def _quote(name: str, start: int, end: int, text: str) -> str | None:
    """Return the name of a selection if it is its words: as long, and somewhere in the text."""
    ends = name.count("\n")
    long = len(name.encode("utf-16-le", "surrogatepass")) // 2
    lengths = {len(name), long, len(name) + ends, long + ends}
    if not name or not lengths & {end - start, end - start + 1}:
        return None
    ours = with_our_line_ends(text)
    return name if name in ours or says_the_same(name, ours[start:end]) else None


def _child(element: Any, tag: str) -> str:
    return next((str(one.text or "") for one in element.iterchildren(f"{{*}}{tag}")), "")


def _place(element: Any) -> str:
    return f"{PROJECT}, line {element.sourceline}"
