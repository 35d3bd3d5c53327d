"""The draft of a codebook, edited entry by entry: every act on it is kept, with who did it and when."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations import codebook_edits
from annotations.codebook import Codebook
from annotations.codebook_comparison import as_text
from annotations.codebook_entries import HEAD, by_path, find
from annotations.codebook_writer import write_toml
from annotations.text import fingerprint
from app.models import CodebookChange, CodebookVersion, Project, User
from app.services import activity, codebooks, locks
from app.services.refused import Refused

# How the name of an entry is called in the head and in all others.
NAMES = ("title", "name")
MOST_TOLD = 50


class ChangedMeanwhile(Refused):
    """Somebody else changed the draft since it was seen; `since` tells what they did."""

    def __init__(self, since: Sequence[CodebookChange]) -> None:
        super().__init__("The draft was changed since you opened this page. Nothing of yours was stored yet.")
        self.since = since


@dataclass(frozen=True)
class Act:
    """One act on the draft: what it makes of the codebook, and how it is remembered."""

    kind: str
    entry: str
    did: str
    make: Callable[[Codebook], Codebook]
    detail: Mapping[str, Any]


def draft_of(session: Session, project: Project) -> CodebookVersion | None:
    """Return the project's draft, if its newest version is one."""
    newest = codebooks.newest(session, project)
    return newest if newest is not None and not newest.is_frozen else None


def next_name(session: Session, project: Project, version: str) -> str:
    """Return what a version that follows could call itself: 1 becomes 2, 1.0 becomes 1.1."""
    taken = {row.version for row in codebooks.versions(session, project)}
    while version in taken:
        number = re.search(r"\d+$", version)
        version = f"{version[: number.start()]}{int(number[0]) + 1}" if number else f"{version} 2"
    return version


def begin(
    session: Session, project: Project, actor: User | None, source: CodebookVersion, version: str
) -> CodebookVersion:
    """Make a draft that says what another version says, under a new version name.

    Raises:
        Refused: there is a draft already, or the name is that of a frozen version.
    """
    locks.hold(session, f"codebook of project {project.id}")
    if draft := draft_of(session, project):
        raise Refused(f"There is a draft already: version {draft.version}. Edit it, or freeze it first.")
    codebook = codebook_edits.change(codebooks.parsed(source), HEAD, {"version": version.strip()})
    row = codebooks.put_version(session, project, write_toml(codebook), actor)
    said = {"version": row.version, "sha256": row.sha256}
    activity.record(session, actor, "codebook.drafted", f"codebook {row.number}", project, **said)
    codebooks.note_change(session, row, actor, "edit", HEAD, did="began", source=source.number)
    return row


def perform(
    session: Session, project: Project, actor: User | None, seen: str | None, *acts: Act
) -> CodebookVersion:
    """Carry out acts on the draft and keep each in its history; all of them or none.

    `seen` is the digest that the draft had when the actor looked at it; none means whatever it is now.

    Raises:
        ChangedMeanwhile: the draft is not the one that was seen.
        CodebookError: an act would make the codebook contradict itself.
        Refused: there is no draft.
    """
    row = _held(session, project)
    if seen is not None and seen != row.sha256:
        raise ChangedMeanwhile(_since(session, row, seen))
    codebook, done = codebooks.parsed(row), []
    for act in acts:
        changed = act.make(codebook)
        if changed != codebook:
            done.append(act)
        codebook = changed
    if done:
        _store(session, project, row, codebook)
    for act in done:
        codebooks.note_change(session, row, actor, act.kind, act.entry, did=act.did, **act.detail)
    return row


def changed_fields(codebook: Codebook, entry: str, fields: Mapping[str, Any]) -> list[Act]:
    """Return the acts that give fields of an entry these values: a rename, an edit, both or nothing."""
    thing = find(codebook, entry).thing
    new = {name: value for name, value in fields.items() if getattr(thing, name) != value}
    acts = []
    for kind, did, names in (
        ("rename", "renamed", [name for name in new if name in NAMES]),
        ("edit", "changed", [name for name in new if name not in NAMES]),
    ):
        if names:
            said = {name: [as_text(getattr(thing, name)), as_text(new[name])] for name in names}
            given = {name: new[name] for name in names}
            acts.append(Act(kind, entry, did, _changing(entry, given), {"fields": said}))
    return acts


def add_rule(
    session: Session,
    project: Project,
    actor: User | None,
    entry: str,
    text: str,
    *,
    note: str = "",
    field: str = "include",
) -> CodebookVersion:
    """Add a sentence to the rules of an entry in the draft, and return the draft.

    Where there is no draft, one is made of the newest frozen version. `entry` is a path such as
    "framing/autocrat" (see annotations.codebook_entries); `note` says where the rule comes from and is kept
    with the change. `field` is include, exclude or definition; a layer, which has a definition alone, takes
    the rule there.

    Raises:
        OutsideCodebook: the draft has no such entry.
        CodebookError: the rule is empty or too long.
        Refused: the project has no codebook yet.
    """
    _need_draft(session, project, actor)
    act = Act(
        "edit",
        entry,
        "rule",
        lambda codebook: codebook_edits.add_rule(codebook, entry, text, field),
        {"field": field, "text": text.strip(), "note": note},
    )
    return perform(session, project, actor, None, act)


def add_example(
    session: Session,
    project: Project,
    actor: User | None,
    entry: str,
    words: str,
    *,
    shows: bool,
    source: str,
    note: str = "",
) -> CodebookVersion:
    """Add words of an article to the examples of an entry in the draft, made if there is none.

    An example says whether the words show what is meant or what is not, and where they were found.
    """
    text = f"{'Yes' if shows else 'No'}: “{words}” ({source})" + (f" – {note}" if note else "")
    act = Act(
        "edit",
        entry,
        "example",
        lambda codebook: codebook_edits.add_example(codebook, entry, text),
        {"text": text},
    )
    _need_draft(session, project, actor)
    return perform(session, project, actor, None, act)


def _need_draft(session: Session, project: Project, actor: User | None) -> None:
    if draft_of(session, project) is None:
        frozen = codebooks.newest_frozen(session, project)
        if frozen is None:
            raise Refused("The project has no codebook yet.")
        begin(session, project, actor, frozen, next_name(session, project, frozen.version))


def history(session: Session, row: CodebookVersion, limit: int | None = None) -> Sequence[CodebookChange]:
    """Return what was done to a version, the newest first."""
    query = select(CodebookChange).where(CodebookChange.codebook_id == row.id)
    return session.scalars(query.order_by(CodebookChange.id.desc()).limit(limit)).all()


def may_be_left_out(session: Session, row: CodebookVersion, entry: str) -> bool:
    """Say whether an entry can go: what a frozen version offers as a label or category is retired instead."""
    found = find(codebooks.parsed(row), entry)
    if found.kind not in ("label", "category"):
        return True
    frozen = [one for one in codebooks.versions(session, _project(session, row)) if one.is_frozen]
    return not any(entry in by_path(codebooks.parsed(one)) for one in frozen)


def _changing(entry: str, given: Mapping[str, Any]) -> Callable[[Codebook], Codebook]:
    return lambda codebook: codebook_edits.change(codebook, entry, given)


def _project(session: Session, row: CodebookVersion) -> Project:
    return session.get_one(Project, row.project_id)


def _held(session: Session, project: Project) -> CodebookVersion:
    """Return the draft as it is now, and keep others from changing it until the commit."""
    locks.hold(session, f"codebook of project {project.id}")
    row = draft_of(session, project)
    if row is None:
        raise Refused("There is no draft. Begin one from a version first.")
    session.refresh(row, with_for_update=True)
    if row.is_frozen:
        raise Refused(f"Version {row.version} was frozen meanwhile, and never changes any more.")
    return row


def _store(session: Session, project: Project, row: CodebookVersion, codebook: Codebook) -> None:
    toml = write_toml(codebook)
    codebooks.read(toml)  # refuses what is too long to be read again
    earlier = codebooks.versions(session, project)
    codebooks.refuse_repetition(earlier, codebook, fingerprint(toml))
    row.version, row.title, row.toml, row.sha256 = codebook.version, codebook.title, toml, fingerprint(toml)
    session.flush()


def _since(session: Session, row: CodebookVersion, seen: str) -> Sequence[CodebookChange]:
    """Return what was done to the draft since its text had the digest, the newest first."""
    done = history(session, row, MOST_TOLD)
    known = next((place for place, one in enumerate(done) if one.detail.get("sha256") == seen), len(done))
    return done[:known]
