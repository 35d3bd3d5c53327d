"""From the bytes of a file or the cells of a row to a draft: text frozen, metadata checked, basis noted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotations import languages, metadata, relative_dates, stated
from annotations.errors import AnnotationError
from annotations.relative_dates import Resolved
from annotations.text import Decoded, decode, freeze
from annotations.wellformed import text_fault
from annotations.zones import Zone, suggest_zones
from app.services.article_tables import Row
from app.services.charsets import guessed
from app.services.drafts import TRANSLATION, ArticleDraft, ImportSettings, split_names
from app.services.readings import Reading
from app.services.refused import Refused

LIMITS = {"name": 200, "title": 500, "outlet": 200, "event": 200, "byline": 300, "url": 2_000, "agency": 200}
# What a field is called in the table of articles, where that is another word.
COLUMN = {"event": "events", "translation": "is_translation"}
# What is said of an article, in the order in which it is settled.
DESCRIBED = ("title", "outlet", "event", "published", "language", "byline", "url", "agency", "translation")
CALLED = {"event": "name of an event", "outlet": "name of the outlet", "url": "web address"}

# Control characters would break lists and file names; marks of direction stay and are shown isolated.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|svg)\b", re.IGNORECASE)


def checked(field: str, written: str) -> str:
    """Return metadata on one line, or raise Refused with the reason."""
    if not written:
        return ""
    if field in ("published", "retrieved"):
        return metadata.check_date(metadata.day_of(written))
    if field == "language":
        return metadata.check_language(written)
    if field == "translation":
        return _yes_or_no(written)
    plain = " ".join(written.split())
    for part in split_names(plain) if field == "event" else (plain,):
        fault = text_fault(part, LIMITS[field])
        if fault is None and _CONTROL.search(part):
            fault = "must not hold control characters"
        if fault:
            raise Refused(f"The {CALLED.get(field, field)} {fault}.")
    return plain


def _yes_or_no(written: str) -> str:
    said = {"true": "yes", "1": "yes", "y": "yes", "false": "no", "0": "no", "n": "no"}
    plain = written.strip().casefold()
    plain = said.get(plain, plain)
    if plain and plain not in TRANSLATION:
        raise Refused(f"{written[:40]!r} does not say whether it is a translation: yes or no.")
    return plain


def draft_of_text(
    key: str, file_name: str, raw: bytes, settings: ImportSettings
) -> tuple[ArticleDraft, list[str]]:
    """Return the draft of a text file and what a person should look at, or raise an AnnotationError."""
    decoded = decode(raw, guessed)
    draft = _draft(key, decoded, raw, {"name": file_name}, settings)
    return draft, [*_doubts(decoded), *_dated(draft)]


def draft_of_reading(
    key: str, file_name: str, raw: bytes, reading: Reading, settings: ImportSettings
) -> tuple[ArticleDraft, list[str]]:
    """Return the draft of a page or document; its text was read out of it or corrected."""
    if reading.refused:
        raise Refused(reading.refused)
    corrected = settings.corrections.get(key, {}).get("text")
    decoded = freeze(reading.text if corrected is None else corrected)
    given = {name: _acceptable(name, value) for name, value in reading.facts.items()}
    draft = _draft(
        key,
        replace(decoded, encoding=reading.encoding),
        raw,
        given | {"name": file_name},
        settings,
        headings=reading.headings,
    )
    basis = metadata.INFERRED if corrected is None else metadata.ENTERED
    draft = replace(draft, is_proposed=corrected is None, provenance={**draft.provenance, "text": basis})
    return draft, [*reading.doubts, *_doubts(decoded), *_dated(draft)]


def _acceptable(field: str, value: str) -> str:
    """Return what a page says of itself; what cannot be kept is left out, since nobody wrote it for us."""
    try:
        return checked(field, value[: LIMITS.get(field, 40)])
    except AnnotationError:
        return ""


def draft_of_row(
    key: str, row: Row, mapping: Mapping[str, str], settings: ImportSettings
) -> tuple[ArticleDraft, list[str]]:
    """Return the draft of a table's row and what a person should look at, or raise an AnnotationError."""
    given = {field: row.cells.get(column, "") for field, column in mapping.items()}
    cell = given.pop("text")
    decoded = freeze(cell)
    raw = row.raw if row.raw is not None else cell.encode("utf-8")
    draft = _draft(key, decoded, raw, given, settings)
    return draft, [*_doubts(decoded), *_dated(draft)]


def _draft(
    key: str,
    decoded: Decoded,
    raw: bytes,
    given: Mapping[str, str],
    settings: ImportSettings,
    *,
    headings: Sequence[str] = (),
) -> ArticleDraft:
    zones = suggest_zones(decoded.text, headings)
    corrections = settings.corrections.get(key, {})
    values: dict[str, Any] = {}
    provenance = {}
    words = _date_stated(given, decoded.text, zones)
    seen = relative_dates.resolve(words[0], settings.retrieved or given.get("retrieved", ""))
    for field in DESCRIBED:
        value, basis = _stated(field, {} if field == "published" and words[1] else given, corrections)
        if not value and field not in corrections:
            value, basis = (
                _suggested(field, decoded.text, zones)
                or _in_week(field, words[0], settings)
                or _resolved(field, seen)
                or _for_all(field, settings)
                or _concluded(field, decoded.text)
            )
        values[field] = value
        if value:
            provenance[COLUMN.get(field, field)] = basis
    events = split_names(values.pop("event"))
    translation = TRANSLATION.get(values.pop("translation"))
    name = checked("name", given.get("name", ""))
    encoding = decoded.encoding or "utf-8"  # cells are kept as UTF-8, whatever their file was written in
    return ArticleDraft(
        name,
        decoded.text,
        raw,
        encoding,
        events=events,
        provenance=provenance,
        zones=zones,
        key=key,
        date_stated=words[0],
        is_translation=translation,
        # What a person or the file says is no doubt of ours.
        date_doubt=seen.why
        if values["published"] in ("", seen.day) and "published" not in corrections
        else "",
        **values,
    )


def _stated(field: str, given: Mapping[str, str], corrections: Mapping[str, str]) -> tuple[str, str]:
    if field in corrections:
        return checked(field, corrections[field]), metadata.ENTERED
    return checked(field, given.get(field, "")), metadata.EXTRACTED


def _date_stated(given: Mapping[str, str], text: str, zones: tuple[Zone, ...]) -> tuple[str, bool]:
    """Return the date as it is printed, and whether the file gave it so that no day follows from it."""
    said = " ".join(given.get("published", "").split())
    if said and relative_dates.is_vague(said):
        return said, True
    if said and metadata.day_of(said) != said:
        return said[: stated.MAX_STATED], False
    return stated.stated_words(text, zones), False


def _suggested(field: str, text: str, zones: tuple[Zone, ...]) -> tuple[str, str] | None:
    """Return what the text itself says; its own date stands before one that was given for all."""
    found = {
        "title": lambda: metadata.headline_of(text, zones),
        "published": lambda: metadata.stated_date(text, zones),
        "agency": lambda: stated.agency_of(text, zones),
        "byline": lambda: stated.byline_of(text),
    }
    value = found[field]() if field in found else ""
    basis = metadata.INFERRED if field == "title" else metadata.EXTRACTED
    return (value, basis) if value else None


def _in_week(field: str, words: str, settings: ImportSettings) -> tuple[str, str] | None:
    """Return the day that a weekday in the text means in the week that a person names."""
    day = relative_dates.day_in_week(words, settings.week) if field == "published" else ""
    return (day, metadata.INFERRED) if day else None


def _resolved(field: str, seen: Resolved) -> tuple[str, str] | None:
    """Return the day that words mean, seen from the day on which the text was retrieved."""
    return (seen.day, metadata.INFERRED) if field == "published" and seen.day else None


def _for_all(field: str, settings: ImportSettings) -> tuple[str, str] | None:
    value = checked(field, settings.for_all(field))
    return (value, metadata.ENTERED) if value else None


def _concluded(field: str, text: str) -> tuple[str, str]:
    return (languages.language_of(text) if field == "language" else ""), metadata.INFERRED


def _dated(draft: ArticleDraft) -> list[str]:
    return [draft.date_doubt] if draft.date_doubt else []


def _doubts(decoded: Decoded) -> list[str]:
    doubts = list(decoded.warnings)
    if "\u00a0" in decoded.text:
        doubts.append("It holds non-breaking spaces, which are kept as they are.")
    if _MARKUP.match(decoded.text):
        doubts.append("It looks like the source of a web page: its tags would be part of the text.")
    return doubts
