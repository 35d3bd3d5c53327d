"""Projects that programs begin and describe."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Project, User
from app.services import codebooks, projects
from app.services.labelstudio_codebooks import config_of
from app.services.refused import Refused

WORDS = ("title", "description", "label_config")


def begin(session: Session, owner: User, said: Mapping[str, Any]) -> Project:
    """Return a new project whose first codebook is a draft made of a labeling config.

    Raises:
        Refused: there is no title, no config, or one that cannot be used.
    """
    words = _words(said)
    if not words.get("label_config"):
        raise Refused("Send label_config: a project begins with a codebook.")
    title = words.get("title", "")
    return projects.create_project(
        session,
        owner,
        _free_slug(session, title),
        title,
        words["label_config"],
        "labelstudio",
        description=words.get("description", ""),
    )


def change(session: Session, project: Project, actor: User, said: Mapping[str, Any]) -> None:
    """Give a project another title or description, or its codebook another draft; what is not said stays.

    Raises:
        Refused: names what cannot be taken.
    """
    words = _words(said)
    if "title" in words or "description" in words:
        title, description = words.get("title", project.title), words.get("description", project.description)
        projects.describe(session, project, title, description, actor=actor)
    row = codebooks.newest_frozen(session, project) or codebooks.newest(session, project)
    config = words.get("label_config")
    if config and not (row and _same(config, config_of(codebooks.parsed(row)))):
        codebooks.add_version(session, project, config, actor, "labelstudio")


def _words(said: Mapping[str, Any]) -> dict[str, str]:
    words = {name: said[name] for name in WORDS if said.get(name) is not None}
    for name, value in words.items():
        if not isinstance(value, str):
            raise Refused(f"{name} must be text.")
    return words


def _same(config: str, written: str) -> bool:
    """Say whether a client sends back the config that it was given."""
    return config.strip() == written[written.index("<View>") :].strip()


def _free_slug(session: Session, title: str) -> str:
    stem = projects.suggest_slug(title)[: projects.LONGEST_SLUG - 5].rstrip("-") or "project"
    slug, number = stem, 2
    while slug in projects.RESERVED or session.scalar(select(Project.id).where(Project.slug == slug)):
        slug, number = f"{stem}-{number}", number + 1
    return slug
