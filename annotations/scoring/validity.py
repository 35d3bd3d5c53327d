"""Whether a key says what a codebook allows."""

from __future__ import annotations

from annotations.annotation import Annotation, plain
from annotations.codebook import Codebook
from annotations.errors import InvalidOperation
from annotations.missing import missing
from annotations.operations import replay


def fault_under(key: Annotation, codebook: Codebook, text: str, earlier: Codebook | None = None) -> str:
    """Return why the annotation cannot be a key under the codebook; empty if it can.

    Every layer, label, attribute and category must be there under its code and be offered, and nothing may
    be asked that the key does not say, unless it did not say it under the ``earlier`` codebook either.
    """
    operations: list[dict[str, object]] = [
        {"op": "mark"}
        | {("span" if name == "uid" else name): value for name, value in span.to_dict().items()}
        for span in key.spans
    ]
    operations += [
        {"op": "answer", "variable": code, "value": one} for code, one in plain(key.answers).items()
    ]
    try:
        replay(operations, text, codebook)
    except InvalidOperation as fault:
        return str(fault)
    known = {(one.span, one.variable) for one in missing(key, earlier)} if earlier else set()
    lacking = [one for one in missing(key, codebook) if (one.span, one.variable) not in known]
    return lacking[0].message if earlier and lacking else ""
