"""Rules that no constraint can state: what was written once stays as it was written."""

from sqlalchemy import DDL, event

from app.models.annotations import ChangeRow
from app.models.codebooks import CodebookChange, CodebookVersion
from app.models.corpus import Article, ArticleSource
from app.models.decisions import DecisionRow
from app.models.foreign_parts import ForeignPart
from app.models.keys import AnswerKey
from app.models.norming import NormingVote
from app.models.projects import Activity
from app.models.ratings import OutletRating, ReferenceScore
from app.models.sourcing import SourcedStatement
from app.models.suggestions import Suggestion, SuggestionWithdrawal
from app.models.talk import Post
from app.models.terms import TermList, TermVerdict
from app.models.unmaskings import Unmasking

# trigger name: (table, operation, condition in terms of OLD and NEW, what the error says)
GUARDS = {
    "change_not_updated": (ChangeRow, "UPDATE", "", "changes are only ever added"),
    "change_not_deleted": (ChangeRow, "DELETE", "", "changes are only ever added"),
    "activity_not_updated": (Activity, "UPDATE", "", "activities are only ever added"),
    "activity_not_deleted": (Activity, "DELETE", "", "activities are only ever added"),
    "decision_not_updated": (DecisionRow, "UPDATE", "", "decisions are only ever added"),
    "decision_not_deleted": (DecisionRow, "DELETE", "", "decisions are only ever added"),
    "answer_key_not_updated": (AnswerKey, "UPDATE", "", "answer keys are only ever added"),
    "answer_key_not_deleted": (AnswerKey, "DELETE", "", "answer keys are only ever added"),
    "unmasking_not_updated": (Unmasking, "UPDATE", "", "unmaskings are only ever added"),
    "unmasking_not_deleted": (Unmasking, "DELETE", "", "unmaskings are only ever added"),
    "codebook_change_not_updated": (
        CodebookChange,
        "UPDATE",
        "",
        "codebook changes are only ever added",
    ),
    "codebook_change_not_deleted": (
        CodebookChange,
        "DELETE",
        "",
        "codebook changes are only ever added",
    ),
    "foreign_part_not_updated": (ForeignPart, "UPDATE", "", "foreign parts are only ever added"),
    "foreign_part_not_deleted": (ForeignPart, "DELETE", "", "foreign parts are only ever added"),
    "post_not_updated": (Post, "UPDATE", "", "posts are only ever added"),
    "post_not_deleted": (Post, "DELETE", "", "posts are only ever added"),
    "norming_vote_not_updated": (NormingVote, "UPDATE", "", "votes are only ever added"),
    "norming_vote_not_deleted": (NormingVote, "DELETE", "", "votes are only ever added"),
    "outlet_rating_not_updated": (OutletRating, "UPDATE", "", "outlet ratings are only ever added"),
    "outlet_rating_not_deleted": (OutletRating, "DELETE", "", "outlet ratings are only ever added"),
    "reference_score_not_updated": (ReferenceScore, "UPDATE", "", "reference scores are only ever added"),
    "reference_score_not_deleted": (ReferenceScore, "DELETE", "", "reference scores are only ever added"),
    "sourced_statement_not_updated": (
        SourcedStatement,
        "UPDATE",
        "",
        "sourced statements are only ever added",
    ),
    "sourced_statement_not_deleted": (
        SourcedStatement,
        "DELETE",
        "",
        "sourced statements are only ever added",
    ),
    "suggestion_not_updated": (Suggestion, "UPDATE", "", "suggestions are only ever added"),
    "suggestion_not_deleted": (Suggestion, "DELETE", "", "suggestions are only ever added"),
    "suggestion_withdrawal_not_updated": (
        SuggestionWithdrawal,
        "UPDATE",
        "",
        "withdrawals are only ever added",
    ),
    "suggestion_withdrawal_not_deleted": (
        SuggestionWithdrawal,
        "DELETE",
        "",
        "withdrawals are only ever added",
    ),
    "term_list_not_updated": (TermList, "UPDATE", "", "term lists are only ever added"),
    "term_list_not_deleted": (TermList, "DELETE", "", "term lists are only ever added"),
    "term_verdict_not_updated": (TermVerdict, "UPDATE", "", "verdicts on terms are only ever added"),
    "term_verdict_not_deleted": (TermVerdict, "DELETE", "", "verdicts on terms are only ever added"),
    "article_text_frozen": (
        Article,
        "UPDATE",
        "OLD.text <> NEW.text OR OLD.sha256 <> NEW.sha256 OR OLD.length <> NEW.length",
        "the text of an article never changes",
    ),
    "article_source_frozen": (ArticleSource, "UPDATE", "", "the source of an article never changes"),
    "codebook_frozen": (
        CodebookVersion,
        "UPDATE",
        "OLD.frozen_at IS NOT NULL"
        " AND (OLD.toml <> NEW.toml OR OLD.sha256 <> NEW.sha256 OR NEW.frozen_at IS NULL)",
        "a frozen codebook never changes",
    ),
}


def sqlite_trigger(name: str, table: str, operation: str, condition: str, message: str) -> str:
    """Return the statement that makes the guard on SQLite."""
    when = f"WHEN {condition} " if condition else ""
    refusal = f"SELECT RAISE(ABORT, '{message}');"
    return f"CREATE TRIGGER {name} BEFORE {operation} ON {table} {when}BEGIN {refusal} END"


def postgresql_trigger(name: str, table: str, operation: str, condition: str, message: str) -> str:
    """Return the statements that make the guard on PostgreSQL."""
    when = f"WHEN ({condition}) " if condition else ""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN RAISE EXCEPTION '{message}'; END$$; "
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()"
    )


for _name, (_model, _operation, _condition, _message) in GUARDS.items():
    for _dialect, _write in (("sqlite", sqlite_trigger), ("postgresql", postgresql_trigger)):
        _statement = _write(_name, _model.__tablename__, _operation, _condition, _message)
        _ddl: DDL = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(_model.__table__, "after_create", _ddl.execute_if(dialect=_dialect))
