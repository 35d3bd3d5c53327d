"""CITATION.cff of a research archive (Citation File Format 1.2.0): how to name the data set in a paper."""

from __future__ import annotations

import json

from exports.bundle import Bundle

_TOP = """\
# How to cite this data set. Fill in who made it and where it lies before you publish it.
cff-version: 1.2.0
message: "If you use this data set, please cite it as below."
type: dataset
"""


def cff(bundle: Bundle) -> str:
    """Return the citation file of an archive; who made it is for people to fill in."""
    words = [record.codebook.title for record in bundle.codebooks[-1:]]
    fields: dict[str, object] = {
        "title": f"{bundle.title}: annotations, codebooks and agreement",
        "authors": [{"name": f"The team of the project {bundle.project}"}],
        "abstract": _abstract(bundle),
        "keywords": ["framing", "annotation", "intercoder agreement", *words],
    }
    # JSON is YAML, and quotes any text so that it can be read in one way only.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items()]
    return _TOP + "".join(lines)


def _abstract(bundle: Bundle) -> str:
    rounds = len({one.round for one in bundle.assignments})
    return (
        f"{len(bundle.articles):,} articles of {len(bundle.outlets):,} outlets, annotated by"
        f" {len(bundle.annotators):,} people in {rounds:,} rounds. Made with Parallax."
    )
