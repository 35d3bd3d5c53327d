"""From the bytes of a file or the cells of a row to a draft: text frozen, metadata checked, basis noted."""

import re
from collections.abc import Mapping
from typing import Any

from annotations import metadata
from annotations.text import Decoded, decode, freeze
from annotations.wellformed import text_fault
from annotations.zones import Zone, suggest_zones
from app.services.article_tables import Row
from app.services.drafts import ArticleDraft, ImportSettings, split_names
from app.services.refused import Refused

LIMITS = {"name": 200, "title": 500, "outlet": 200, "event": 200, "byline": 300, "url": 2_000}
CALLED = {"event": "name of an event", "outlet": "name of the outlet", "url": "web address"}

# Control characters would break lists and file names; marks of direction stay and are shown isolated.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|svg)\b", re.IGNORECASE)


def base_name(file_name: str) -> str:
    """Return the last part of a file's name, which is only ever shown: no path is made of it."""
    return re.split(r"[/\\]", file_name)[-1].strip()


def checked(field: str, written: str) -> str:
    """Return metadata on one line, or raise Refused with the reason."""
    if not written:
        return ""
    if field == "published":
        return metadata.check_date(metadata.day_of(written))
    if field == "language":
        return metadata.check_language(written)
    plain = " ".join(written.split())
    for part in split_names(plain) if field == "event" else (plain,):
        fault = text_fault(part, LIMITS[field])
        if fault is None and _CONTROL.search(part):
            fault = "must not hold control characters"
        if fault:
            raise Refused(f"The {CALLED.get(field, field)} {fault}.")
    return plain


def draft_of_text(
    key: str, file_name: str, raw: bytes, settings: ImportSettings
) -> tuple[ArticleDraft, list[str]]:
    """Return the draft of a text file and what a person should look at, or raise an AnnotationError."""
    decoded = decode(raw)
    draft = _draft(key, decoded, raw, {"name": file_name}, settings)
    return draft, _doubts(decoded)


def draft_of_row(
    key: str, row: Row, mapping: Mapping[str, str], settings: ImportSettings
) -> tuple[ArticleDraft, list[str]]:
    """Return the draft of a table's row and what a person should look at, or raise an AnnotationError."""
    given = {field: row.cells.get(column, "") for field, column in mapping.items()}
    cell = given.pop("text")
    decoded = freeze(cell)
    raw = row.raw if row.raw is not None else cell.encode("utf-8")
    draft = _draft(key, decoded, raw, given, settings)
    return draft, _doubts(decoded)


def _draft(
    key: str, decoded: Decoded, raw: bytes, given: Mapping[str, str], settings: ImportSettings
) -> ArticleDraft:
    zones = suggest_zones(decoded.text)
    corrections = settings.corrections.get(key, {})
    values: dict[str, Any] = {}
    provenance = {}
    for field in ("title", "outlet", "event", "published", "language", "byline", "url"):
        value, basis = _stated(field, given, corrections, settings)
        if not value and field not in corrections:
            value, basis = _suggested(field, decoded.text, zones) or _for_all(field, settings)
        values[field] = value
        if value:
            provenance["events" if field == "event" else field] = basis
    events = split_names(values.pop("event"))
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
        **values,
    )


def _stated(
    field: str, given: Mapping[str, str], corrections: Mapping[str, str], settings: ImportSettings
) -> tuple[str, str]:
    if field in corrections:
        return checked(field, corrections[field]), metadata.ENTERED
    return checked(field, given.get(field, "")), metadata.EXTRACTED


def _suggested(field: str, text: str, zones: tuple[Zone, ...]) -> tuple[str, str] | None:
    """Return what the text itself says; its own date stands before one that was given for all."""
    if field == "title" and (title := metadata.headline_of(text, zones)):
        return title, metadata.INFERRED
    if field == "published" and (day := metadata.stated_date(text, zones)):
        return day, metadata.EXTRACTED
    return None


def _for_all(field: str, settings: ImportSettings) -> tuple[str, str]:
    return checked(field, settings.for_all(field)), metadata.ENTERED


def _doubts(decoded: Decoded) -> list[str]:
    doubts = list(decoded.warnings)
    if "\u00a0" in decoded.text:
        doubts.append("It holds non-breaking spaces, which are kept as they are.")
    if _MARKUP.match(decoded.text):
        doubts.append("It looks like the source of a web page: its tags would be part of the text.")
    return doubts
