"""The tables, one noun per file."""

from app.models import append_only
from app.models.accounts import SignIn, SignInAttempt, SignInLink, User
from app.models.annotations import AnnotationHead, AnswerRow, ChangeRow, SpanRow
from app.models.base import Base
from app.models.codebooks import CODEBOOK_CHANGES, CodebookChange, CodebookVersion
from app.models.corpus import Article, ArticleSource, ArticleZone, Event, Outlet, StagedImport, article_event
from app.models.decisions import BASES, DecisionRow
from app.models.foreign_parts import ForeignPart
from app.models.job import Job, KeptResult
from app.models.keys import AnswerKey
from app.models.label_studio import LabelStudio
from app.models.marks import StagedMarks
from app.models.norming import NormingItem, NormingVote
from app.models.projects import ROLES, Activity, Invitation, Member, Project
from app.models.ratings import OutletRating, RatingAssignment, RatingSession, ReferenceList, ReferenceScore
from app.models.rounds import AFTER_TRAINING, PHASES, RECODES, RECODES_UNSEEN, Assignment, Round, RoundTie
from app.models.snapshots import ExportSnapshot
from app.models.sourcing import SourcedStatement
from app.models.suggestions import Suggestion, SuggestionWithdrawal
from app.models.talk import SUBJECTS, VISIBILITIES, Mention, Post, Thread, ThreadSeen
from app.models.terms import TermList, TermVerdict
from app.models.tokens import ApiToken
from app.models.unmaskings import Unmasking
from app.models.webhooks import Webhook, WebhookEvent

__all__ = [
    "AFTER_TRAINING",
    "BASES",
    "CODEBOOK_CHANGES",
    "PHASES",
    "RECODES",
    "RECODES_UNSEEN",
    "ROLES",
    "SUBJECTS",
    "VISIBILITIES",
    "Activity",
    "AnnotationHead",
    "AnswerKey",
    "AnswerRow",
    "ApiToken",
    "Article",
    "ArticleSource",
    "ArticleZone",
    "Assignment",
    "Base",
    "ChangeRow",
    "CodebookChange",
    "CodebookVersion",
    "DecisionRow",
    "Event",
    "ExportSnapshot",
    "ForeignPart",
    "Invitation",
    "Job",
    "KeptResult",
    "LabelStudio",
    "Member",
    "Mention",
    "NormingItem",
    "NormingVote",
    "Outlet",
    "OutletRating",
    "Post",
    "Project",
    "RatingAssignment",
    "RatingSession",
    "ReferenceList",
    "ReferenceScore",
    "Round",
    "RoundTie",
    "SignIn",
    "SignInAttempt",
    "SignInLink",
    "SourcedStatement",
    "SpanRow",
    "StagedImport",
    "StagedMarks",
    "Suggestion",
    "SuggestionWithdrawal",
    "TermList",
    "TermVerdict",
    "Thread",
    "ThreadSeen",
    "Unmasking",
    "User",
    "Webhook",
    "WebhookEvent",
    "append_only",
    "article_event",
]
