"""Reading UIMA CAS XMI: our own files, what INCEpTION and WebAnno export, and other annotations of UIMA."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any
from unicodedata import normalize

from annotations.text import MAX_TEXT
from annotations.wellformed import text_fault
from exports.formats import qda_words
from exports.formats.cas_systems import TypeSystems, checked, explained
from exports.formats.cas_types import LABEL, METADATA, NOTE, READING_ROLE
from exports.formats.gathered import Gathered, Growing
from exports.formats.incoming import Unreadable, offset_of, value_of
from exports.formats.marked import File, Found, FoundSpan, Value
from exports.formats.naming import named
from exports.formats.packed import Opened
from exports.formats.qda_codes import LAYER_ROLE
from exports.formats.xml_words import local, sayable

# Types with which programs keep house: sentences, tokens, their own notes.
_HOUSEKEEPING = (
    "uima.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
    "de.tudarmstadt.ukp.inception.",
    "org.dkpro.core.api.xml.",
)
_ID = "{http://www.omg.org/XMI}id"
_FOLDERS = ("annotation", "curation")
_OWN = frozenset({"sofa", "begin", "end"})
_LABELS = (LABEL, "value", "category", "code")


def read(files: Sequence[File]) -> Found:
    """Return the annotations of XMI files; each needs the type system that was sent with it."""
    gathered = Gathered()
    whole = list(_unpacked(files, gathered))
    systems = TypeSystems([file for file in whole if file.path.casefold().endswith(".xml")])
    gathered.take(
        [file for file in whole if file.path.casefold().endswith(".xmi")],
        lambda file: _take(file, systems, gathered),
    )
    return gathered.found()


def _unpacked(files: Sequence[File], gathered: Gathered) -> Iterator[File]:
    """Yield the files and those of packages: INCEpTION packs the file of each annotator by itself."""
    for file in files:
        if not file.path.casefold().endswith(".zip"):
            yield file
            continue
        parts: list[File] = []
        gathered.take([file], lambda one, parts=parts: parts.extend(_members(one)))  # type: ignore[misc]
        yield from parts


def _members(file: File) -> Iterator[File]:
    package, folder = Opened(file.data), file.path.rpartition("/")[0]
    for name in package.names():
        if name.casefold().endswith((".xmi", ".xml")):
            yield File(
                f"{folder}/{file.path[len(folder) :].strip('/')}/{name}".strip("/"), package.file(name)
            )


def _take(file: File, systems: TypeSystems, gathered: Gathered) -> None:
    from cassis import load_cas_from_xmi

    system = systems.of(file.path)
    _check_places(checked(file))
    with explained("It does not fit its type system"):
        cas = load_cas_from_xmi(io.BytesIO(file.data), typesystem=system)
    text = cas.sofa_string
    if text is None:
        raise Unreadable("There is no text in it.")
    if wrong := text_fault(text, MAX_TEXT):
        raise Unreadable(f"Its text {wrong}.")
    article, annotator = _whose(file.path, cas)
    reading = Growing(file.path, article, annotator, text)
    for number, one in enumerate(cas.select_all_fs(), 1):
        place = f"{one.type.name} {one.xmiID or number}"
        gathered.attempt(file.path, place, _take_one, place, one, reading, gathered)
    if reading.spans or reading.answers or reading.note or reading.nothing_found:
        gathered.add(reading)


def _check_places(root: Any) -> None:
    """Refuse offsets inside or outside the characters, which the library would leave as they are."""
    texts = {one.get(_ID): str(one.get("sofaString") or "") for one in root.iter("{*}Sofa")}
    places = {sofa: _places(text) for sofa, text in texts.items()}
    for one in root.iterchildren():
        known = places.get(one.get("sofa"))
        for name in ("begin", "end"):
            offset = one.get(name)
            if known is not None and offset is not None and offset not in known:
                raise Unreadable(
                    f"{local(one)} {one.get(_ID)}: no character begins at {name} {offset[:20]!r}."
                )


def _places(text: str) -> set[str]:
    """Return where characters begin and the last one ends, in UTF-16 units."""
    widths = (2 if character > "\uffff" else 1 for character in text)
    return {str(place) for place in accumulate(widths, initial=0)}


def _whose(path: str, cas: Any) -> tuple[str, str | None]:
    """Return article and annotator: as the file says, or as annotation/<document>/<annotator>.xmi.

    Where both are there and differ, somebody else worked on a file that we wrote: the path names who.
    """
    folders = [part for part in path.split("/") if not part.casefold().endswith(".zip")]
    stem = named(folders[-1].rpartition(".")[0])
    by_path = named(folders[-2]) if len(folders) > 2 and folders[-3] in _FOLDERS else ""
    title, annotator = "", ""
    for one in cas.select_all_fs():
        if one.type.name == METADATA:
            title = str(_held(one, "documentTitle") or _held(one, "documentId") or "")
        elif _role(one.type) == READING_ROLE:
            annotator = str(_held(one, "annotator") or "")
    if annotator and (not by_path or _plain(annotator) == _plain(stem)):
        return title or by_path or stem, annotator
    return by_path or title or stem, stem if by_path else None


def _plain(name: str) -> str:
    """Return the name as systems compare it that take letters and their accents apart."""
    return normalize("NFC", sayable(name))


def _role(type_: Any) -> str:
    return qda_words.role_of(type_.description or "")


def _take_one(place: str, one: Any, reading: Growing, gathered: Gathered) -> None:
    name, role = one.type.name, _role(one.type)
    if role == READING_ROLE:
        reading.answers.update(_values(one, _OWN | {"annotator", "articleId", NOTE, "nothingFound"}))
        reading.note, reading.nothing_found = str(_held(one, NOTE) or ""), _held(one, "nothingFound") is True
    elif name.startswith(_HOUSEKEEPING):
        return
    elif not hasattr(one, "begin"):
        gathered.losses.add("annotations without a place in the text", name)
    elif _points_elsewhere(one):
        gathered.losses.add("relations and chains between annotations", name)
    else:
        reading.spans.append(_span(place, one, role))


def _points_elsewhere(one: Any) -> bool:
    return any(
        hasattr(value, "xmiID") and not hasattr(value, "elements")
        for value in (_held(one, feature.name) for feature in one.type.all_features if feature.name != "sofa")
    )


def _span(place: str, one: Any, role: str) -> FoundSpan:
    short = one.type.name.rpartition(".")[2]
    which = next((name for name in _LABELS if isinstance(_held(one, name), str)), "")
    start, end = offset_of(one.begin, "begin"), offset_of(one.end, "end")
    note = _held(one, NOTE)
    without = {which, NOTE} if isinstance(note, str) else {which}
    return FoundSpan(
        place,
        str(_held(one, which)) if which else short,
        start,
        end,
        str(one.sofa.sofaString)[start:end],
        _layer(one.type, role, short),
        _values(one, _OWN | without),
        note if isinstance(note, str) else "",
    )


def _layer(type_: Any, role: str, short: str) -> str:
    fields = qda_words.understood(type_.description or "", qda_words.LAYER) if role == LAYER_ROLE else {}
    return str(fields.get("code") or short)


def _held(one: Any, name: str) -> Any:
    """Return what a feature holds; None where the type has no such feature."""
    return getattr(one, name, None) if one.type.get_feature(name) else None


def _values(one: Any, without: frozenset[str]) -> dict[str, Value]:
    """Return the features that say something, under the names of the codebook where the types tell them."""
    values: dict[str, Value] = {}
    for feature in one.type.all_features:
        value = None if feature.name in without else _held(one, feature.name)
        elements = getattr(value, "elements", None)
        if elements is not None:
            value = [str(element or "") for element in elements]
        if value is None or isinstance(value, bool):
            continue
        words = feature.description or ""
        told: Mapping[str, Any] = (
            qda_words.understood(words, qda_words.VARIABLE) if qda_words.role_of(words) else {}
        )
        values[str(told.get("code") or feature.name)] = _typed(value, str(told.get("kind", "")))
    return values


def _typed(value: Any, kind: str) -> Value:
    if kind in ("scale", "number") and isinstance(value, str):
        return qda_words.number(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value_of(value, kind or "A feature")
