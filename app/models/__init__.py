"""The tables, one noun per file."""

from app.models import append_only
from app.models.accounts import SignIn, SignInAttempt, SignInLink, User
from app.models.annotations import AnnotationHead, AnswerRow, ChangeRow, SpanRow
from app.models.base import Base
from app.models.codebooks import CodebookVersion
from app.models.corpus import Article, ArticleSource, ArticleZone, Event, Outlet, StagedImport, article_event
from app.models.decisions import BASES, DecisionRow
from app.models.job import Job, KeptResult
from app.models.projects import ROLES, Activity, Invitation, Member, Project
from app.models.rounds import PHASES, Assignment, Round

__all__ = [
    "BASES",
    "PHASES",
    "ROLES",
    "Activity",
    "AnnotationHead",
    "AnswerRow",
    "Article",
    "ArticleSource",
    "ArticleZone",
    "Assignment",
    "Base",
    "ChangeRow",
    "CodebookVersion",
    "DecisionRow",
    "Event",
    "Invitation",
    "Job",
    "KeptResult",
    "Member",
    "Outlet",
    "Project",
    "Round",
    "SignIn",
    "SignInAttempt",
    "SignInLink",
    "SpanRow",
    "StagedImport",
    "User",
    "append_only",
    "article_event",
]
