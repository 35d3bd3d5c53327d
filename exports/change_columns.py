"""What was done to drafts of the codebook: the columns of its history, and the records that fill them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from exports.columns import Column, Table


class CodebookChangeRecord(NamedTuple):
    """One act on an entry of a codebook, as the columns of codebook_changes.csv stand."""

    change_id: str  # such as "H4"
    codebook_version: str
    version: str
    entry: str
    kind: str
    detail: Mapping[str, Any]
    changed_by: str
    changed_at: datetime


CODEBOOK_CHANGES = Table(
    "codebook_changes.csv",
    "one act on an entry of the codebook while it was a draft",
    (
        Column("change_id", "id", "The act; they are numbered as they were done.", required=True),
        Column(
            "codebook_version",
            "id",
            "The version that was changed. A version that no round uses is not in codebook.csv.",
            required=True,
        ),
        Column("version", "text", "What that version calls itself now, for example 1.1.", required=True),
        Column(
            "entry",
            "text",
            "Path of the entry: layer/label, layer/attribute/category, article/question, or codebook.",
            required=True,
        ),
        Column(
            "kind", "text", "Edit, rename, retire, restore, merge or split, in small letters.", required=True
        ),
        Column(
            "detail",
            "json",
            "What was done under the key did; for a changed field how it was and is; the target of a merge.",
            required=True,
        ),
        Column(
            "changed_by",
            "text",
            "Pseudonym of who did it; command where nobody was signed in.",
            required=True,
        ),
        Column("changed_at", "datetime", "When it was done.", required=True),
    ),
)
