"""Results of annotations: what a span, a value or an answer is in Label Studio's JSON, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotations.codebook import NOT_APPLICABLE
from exports.formats.marked import Losses, MarkedSpan, Reading, Value
from exports.labelstudio.beside import others, with_rest
from exports.labelstudio.from_codebook import Instrument
from exports.labelstudio.model import Control

Result = dict[str, Any]


def results_of(reading: Reading, made_of: Instrument, losses: Losses) -> list[Result]:
    """Return what an annotator said of an article as results; what cannot be said goes into the losses."""
    results: list[Result] = []
    regions: set[str] = set()
    for span in reading.spans:
        theirs = span.beside.get("id")
        uid = span.span_id if theirs in regions else theirs or span.span_id  # one region may be several spans
        results.extend(_of_span(span, uid, made_of, losses))
        regions.add(uid)
    for code, value in reading.answers.items():
        control = made_of.control("", code)
        said = _said(control, value)
        if said is None:
            losses.add(_unsayable(value), reading.annotation_id)
            continue
        kept = reading.beside.get("answers", {}).get(code, {})
        uid = kept.get("id") or f"{reading.annotation_id}-{control.name}"[:200]
        results.append(with_rest(_result(uid, control, said), kept))
    return [*results, *others(reading.beside, regions, losses, reading.annotation_id)]


def _of_span(span: MarkedSpan, uid: str, made_of: Instrument, losses: Losses) -> Iterator[Result]:
    labels = made_of.control(span.layer)
    if (span.label,) not in labels.by_path:
        losses.add("spans whose label is retired", span.span_id)
        return
    place = {"start": span.start, "end": span.end, "text": span.quote}
    note = {"meta": {"text": [span.note]}} if span.note else {}
    kept = {key: one for key, one in span.beside.items() if key != "values"}
    yield with_rest(_result(uid, labels, {**place, "labels": [span.label]}) | note, kept)
    for code, value in span.values.items():
        control = made_of.control(span.layer, code)
        said = _said(control, value)
        if said is None:
            losses.add(_unsayable(value), span.span_id)
        else:
            more = span.beside.get("values", {}).get(code, {})
            yield with_rest(_result(uid, control, place | said) | note, more)


def _result(uid: str, control: Control, value: Mapping[str, Any]) -> Result:
    return {
        "id": uid,
        "from_name": control.name,
        "to_name": control.to_name,
        "type": control.type,
        "origin": "manual",
        "value": value,
    }


def _unsayable(value: Value) -> str:
    if value == NOT_APPLICABLE:
        return "answers “not applicable” to what is no choice"
    return "values that are retired"


def _said(control: Control, value: Value) -> dict[str, Any] | None:
    """Return the value as the control writes it, or None if it cannot."""
    if control.options:
        given = [value] if isinstance(value, str | int | float) else list(value)
        steps = {codes: path for path, codes in control.codes.items()}
        if any(str(one) not in steps for one in given):
            return None
        paths = [steps[str(one)] for one in given]
        return {
            control.type: [list(path) for path in paths] if control.nested else [path[-1] for path in paths]
        }
    if value == NOT_APPLICABLE and control.tag != "TextArea":
        return None
    return {"text": [value]} if control.tag == "TextArea" else {control.type: value}


def heard(control: Control, value: Mapping[str, Any]) -> Value | None:
    """Return what a result that was found right says, or None if it says nothing."""
    given = value.get("text" if control.tag == "TextArea" else control.type)
    if control.tag == "Pairwise":
        return str(value["selected"])
    if control.tag == "TextArea":
        return "\n".join(given or []).strip() or None
    if control.tag == "Rating":
        return given or None  # none: the stars were taken away again
    if control.options:
        codes = [control.codes[tuple(one) if isinstance(one, list) else (one,)] for one in given or []]
        return (codes[0] if control.single else codes) if codes else None
    return given
