"""People in talk: what a reader may call them, and who is called by an @ in a post.

A mention is stored as a reference that tells nobody anything; each reader sees the name that he or she may
know. Annotators and managers know names, adjudicators only where the project says so, viewers never.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Member, Project, Thread, User
from app.services import talk
from app.services.refused import Refused
from app.services.talk import Reader

REFERENCE = re.compile(r"@\{(\d{1,10})\}")


@dataclass(frozen=True)
class Person:
    """A member, or somebody who was one."""

    user_id: int
    name: str
    pseudonym: str
    role: str
    left: bool


@dataclass(frozen=True)
class People:
    """Everybody of a project as one reader may know them."""

    reader: Reader
    by_id: Mapping[int, Person]
    names: bool
    others: Mapping[int, str] = field(default_factory=dict)  # who speaks without being a member

    def called(self, user_id: int) -> str:
        """Return what the reader may call somebody."""
        person = self.by_id.get(user_id)
        if person is None:
            return self.others.get(user_id, "Somebody") if self.names else "Administrator"
        return person.name if self.names or user_id == self.reader.user_id else person.pseudonym

    def role(self, user_id: int) -> str:
        """Return somebody's role in the project; empty for those who left."""
        person = self.by_id.get(user_id)
        return "administrator" if person is None else "" if person.left else person.role

    @cached_property
    def by_word(self) -> dict[str, frozenset[int]]:
        """Whom the reader can call by which word: names or pseudonyms, managers by both."""
        found: dict[str, set[int]] = {}
        for person in self.by_id.values():
            words = [person.name] if self.names else [person.pseudonym]
            if self.reader.manages:
                words = [person.name, person.pseudonym]
            for word in words:
                if not person.left and word:
                    found.setdefault(word.lower(), set()).add(person.user_id)
        return {word: frozenset(ids) for word, ids in found.items()}


def people(session: Session, project: Project, reader: Reader) -> People:
    """Return the people of a project as a reader may know them."""
    query = (
        select(Member.user_id, User.name, Member.pseudonym, Member.role, Member.left_at.is_not(None))
        .join(User, User.id == Member.user_id)
        .where(Member.project_id == project.id)
        .order_by(User.name, Member.id)
    )
    found = {row[0]: Person(*row) for row in session.execute(query)}
    knows = reader.role in ("manager", "annotator") or (
        reader.role == "adjudicator" and project.adjudicators_see_names
    )
    admins = {}
    if knows:
        spoken = select(Thread.author_id).where(Thread.project_id == project.id)
        rows = session.execute(select(User.id, User.name).where(User.is_admin | User.id.in_(spoken)))
        admins = {key: name for key, name in rows if key not in found}
    return People(reader, found, knows, admins)


def words_for(folk: People) -> list[str]:
    """Return by which words the reader can call others."""
    return [
        folk.called(one.user_id)
        for one in folk.by_id.values()
        if not one.left and one.user_id != folk.reader.user_id
    ]


def called_in(text: str, folk: People) -> frozenset[int]:
    """Return whom a text calls.

    Raises:
        Refused: it calls by a pseudonym somebody whose pseudonym the writer is not to know.
    """
    _refuse_codes(text, folk)
    words = _pattern(folk).findall(text)
    return frozenset().union(*(folk.by_word[word.lower()] for word in words))


def with_references(text: str, folk: People, ids: frozenset[int]) -> str:
    """Return a text with references in the place of the words that call these people."""

    def refer(match: re.Match[str]) -> str:
        called = sorted(folk.by_word[match[1].lower()] & ids)
        return " ".join(f"@{{{one}}}" for one in called) or match[0]

    return _pattern(folk).sub(refer, text)


def _pattern(folk: People) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(folk.by_word, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)@({words or '(?!)'})(?!\w)", flags=re.IGNORECASE)


def _refuse_codes(text: str, folk: People) -> None:
    """Whoever knows names would learn whose a pseudonym is by calling it."""
    if not folk.names or folk.reader.manages:
        return
    codes = "|".join(re.escape(one.pseudonym) for one in folk.by_id.values())
    if codes and re.search(rf"@({codes})(?!\w)", text, flags=re.IGNORECASE):
        raise Refused(
            "Call people by their names: @ before a pseudonym such as A01 is for those who know no names."
        )


def may_read(session: Session, thread: Thread, folk: People, ids: frozenset[int]) -> frozenset[int]:
    """Return those of the people who may read the thread."""
    project_id = folk.reader.project_id
    return frozenset(
        one
        for one in ids
        if talk.find(session, Reader(project_id, one, folk.by_id[one].role), thread.id) is not None
    )


def pieces(text: str, known: Mapping[int, str]) -> list[tuple[str, bool]]:
    """Return a text in pieces: what was written, and what the people are called to whom references lead."""
    found, reached = [], 0
    for match in REFERENCE.finditer(text):
        if int(match[1]) in known:
            found += [(text[reached : match.start()], False), (f"@{known[int(match[1])]}", True)]
            reached = match.end()
    found.append((text[reached:], False))
    return [piece for piece in found if piece[0]]
