"""The rows of a project as an archive holds them: numbered from 1, referring to each other, naming nobody.

The chain of changes covers numbers of rows. It is checked as it is stored and then written anew for the
numbers of the archive; a chain that is broken is not laundered but refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from annotations.changes import change_hash
from annotations.decisions import Subject
from app.services import saving
from app.services.archived_tables import PEOPLE, Part, people_of, referred
from app.services.refused import Refused
from app.services.talk_people import REFERENCE
from app.services.training import ADMITTED
from exports.machine_part import Row

Numbers = Mapping[str, Mapping[int, int]]
AT_ONCE = 500
HIDDEN = "[address]"
# Texts that stand as they were published, and digests with them.
_AS_PRINTED = {"article", "article_source", "codebook"}


@dataclass
class Numbering:
    """The numbers of rows elsewhere by their numbers here, for each table and for people."""

    of: dict[str, dict[int, int]] = field(default_factory=dict)

    def referred(self, table: Table, row: Row) -> Row:
        """Return the row with every reference leading to the same row elsewhere."""
        moved = dict(row)
        for column in table.columns:
            target = referred(column)
            if target is not None and row.get(column.name) is not None:
                moved[column.name] = self.of[target.name][row[column.name]]
        rewrite = _WITHIN.get(table.name)
        if rewrite is not None:
            moved |= rewrite(row, self.of)
        return moved


def people(session: Session, part: Part, numbering: Numbering, *, names: bool) -> list[Row]:
    """Return everybody whom the rows name, and number them: with names only if they are asked for."""
    found = sorted(session.execute(people_of(part)))
    numbering.of[PEOPLE] = {user_id: number for number, (user_id, *_) in enumerate(found, 1)}
    return [
        {"id": number, "name": name if names else None} for number, (_id, name, _email) in enumerate(found, 1)
    ]


def addresses(session: Session, part: Part) -> re.Pattern[str] | None:
    """Return what finds the e-mail addresses of everybody whom the rows name: none of them may leave."""
    found = sorted(re.escape(email) for _id, _name, email in session.execute(people_of(part)))
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def rows_of(
    session: Session, part: Part, table: Table, numbering: Numbering, secret: re.Pattern[str] | None
) -> Iterator[Row]:
    """Yield the rows of a table as values of the database with the numbers of the archive.

    Tables are read in the order of TABLES, each to its end: later ones refer to the numbers of earlier ones.
    What is ``secret`` is struck out wherever people wrote it.
    """
    numbers = numbering.of.setdefault(table.name, {})
    chains = Chains(checked=True), Chains()
    every = session.connection().execute(part.rows(table), execution_options={"yield_per": AT_ONCE})
    with every as found:
        for stored in found.mappings():
            row: Row = {str(name): value for name, value in stored.items()}
            if "id" in table.c:
                numbers[row["id"]] = len(numbers) + 1
            yield _moved(table, row, numbering, chains, secret)


def _moved(
    table: Table,
    row: Row,
    numbering: Numbering,
    chains: "tuple[Chains, Chains]",
    secret: re.Pattern[str] | None,
) -> Row:
    """Return a row with the numbers of the archive, without what is secret, in the chain of the archive."""
    moved = numbering.referred(table, row)
    if "id" in table.c:
        moved["id"] = numbering.of[table.name][row["id"]]
    if table.name == "annotation":
        moved["head_hash"] = ""  # the last link of the chain says it
    if secret is not None and table.name not in _AS_PRINTED:
        moved = _without(secret, moved)
    if table.name == "change":
        chains[0].link(row)
        moved |= chains[1].link(moved)
    return moved


def _without(secret: re.Pattern[str], value: Any, name: str = "") -> Any:
    """Return a value without what is secret; quotes stay, since they must equal their text."""
    if isinstance(value, str):
        return value if name == "quote" else secret.sub(HIDDEN, value)
    if isinstance(value, dict):
        return {key: _without(secret, one, key) for key, one in value.items()}
    return [_without(secret, one, name) for one in value] if isinstance(value, list) else value


@dataclass
class Chains:
    """The chains of all annotations, link by link; those that are ``checked`` must be as they are stored."""

    checked: bool = False
    newest: dict[int, str] = field(default_factory=dict)
    length: dict[int, int] = field(default_factory=dict)

    def link(self, row: Row) -> Row:
        """Return the two hashes of a change, the next of its annotation."""
        annotation = row["annotation_id"]
        before = self.newest.get(annotation, "")
        made = {"previous_hash": before, "hash": change_hash(before, _covered(row))}
        expected = self.length.get(annotation, 0) + 1
        stored = {name: row[name] for name in made}
        if row["version"] != expected or (self.checked and stored != made):
            raise Refused(
                f"The chain of changes of annotation {annotation} is broken at version {row['version']}. "
                "Nothing was written; parallax doctor says more."
            )
        self.newest[annotation], self.length[annotation] = made["hash"], expected
        return made


def _covered(row: Row) -> dict[str, Any]:
    return saving.hashed_row(
        row["annotation_id"],
        row["version"],
        row["actor_id"],
        row["idempotency_key"],
        row["operations"],
        row["at"],
        row["client_time"],
    )


def plain(row: Row) -> Row:
    """Return a row of the database as plain JSON."""
    return {
        name: saving.written(value) if isinstance(value, datetime) else value for name, value in row.items()
    }


def _of_decision(row: Row, numbers: Numbers) -> Row:
    moved = [one | {"annotation": numbers["annotation"][one["annotation"]]} for one in row["dissent"]]
    return {"subject": _subject(row["subject"], numbers), "dissent": moved}


def _of_norming(row: Row, numbers: Numbers) -> Row:
    moved = _subject(row["subject"], numbers)
    return {"subject": moved, "subject_key": Subject.from_dict(moved, {}).key}


def _subject(subject: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    heads = numbers["annotation"]
    return {
        name: [one | {"annotation": heads[one["annotation"]]} for one in value]
        if name in ("marks", "silent", "given")
        else value
        for name, value in subject.items()
    }


def _of_post(row: Row, numbers: Numbers) -> Row:
    def moved(match: re.Match[str]) -> str:
        # Somebody whom the archive does not know is nobody elsewhere either.
        return f"@{{{numbers[PEOPLE].get(int(match[1]), 0)}}}"

    return {"text": REFERENCE.sub(moved, row["text"])}


def _of_act(row: Row, numbers: Numbers) -> Row:
    if row["verb"] != ADMITTED:
        return {}
    round_id = int(row["subject"].removeprefix("round "))
    annotator = numbers[PEOPLE][row["detail"]["annotator"]]
    return {
        "subject": f"round {numbers['round'][round_id]}",
        "detail": row["detail"] | {"annotator": annotator},
    }


# Numbers of rows that stand inside of texts and JSON.
_WITHIN = {"decision": _of_decision, "norming_item": _of_norming, "post": _of_post, "activity": _of_act}
