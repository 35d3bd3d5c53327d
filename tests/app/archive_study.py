"""A project in which everything happened that an archive holds, on a site with other projects before it."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.decisions.subject import LABEL
from app.clock import now
from app.db import Database
from app.models import (
    AnnotationHead,
    Article,
    ArticleSource,
    Assignment,
    CodebookChange,
    CodebookVersion,
    Member,
    Mention,
    NormingVote,
    Outlet,
    OutletRating,
    Project,
    RatingAssignment,
    RatingSession,
    ReferenceList,
    ReferenceScore,
    Round,
    RoundTie,
    SourcedStatement,
    SuggestionWithdrawal,
    TermList,
    TermVerdict,
    Unmasking,
    User,
)
from app.services import (
    activity,
    adjudication,
    codebooks,
    foreign_parts,
    norming,
    sample,
    saving,
    suggesting,
    verdicts,
)
from app.services.saving import Change
from app.services.training import ADMITTED
from app.services.verdicts import Chosen
from tests import factories
from tests.annotations.small_study import TEXT, mark
from tests.app.saving_study import COMPLETE

MOMENT = "2025-05-08T09:30:00.000Z"
PARTLY = "words of a file that no text-free archive may hold"
PRIVATE = "Nobody else shall read this."
TOLD = "Ask me at "


def build(database: Database) -> None:
    """Fill a site: two projects that only take numbers, then the one with everything in it."""
    with database.writing() as session:
        other = factories.add_project(session, "other")
        book = factories.add_codebook(session, other)
        people = [factories.add_member(session, other, "annotator", name) for name in ("Xenia", "Yuri")]
        articles = [factories.add_article(session, other) for _ in range(3)]
        factories.add_round(session, book, articles, people)
        factories.add_thread(session, other, people[0], codebook_id=book.id)
        project = sample.load_sample(session, sample.owner(session))
        _decide(session, project)
        _talk(session, project)
        _rate(session, project)
        _suggest(session, project)
        _add_the_rest(session, project)


def build_small(database: Database) -> None:
    """Fill a site with one project of two annotators, one of whom handed in an article."""
    with database.writing() as session:
        project = factories.add_project(session)
        ada, ben = (factories.add_member(session, project, "annotator", name) for name in ("Ada", "Ben"))
        book = factories.add_codebook(session, project)
        texts = TEXT, "Nobody was asked about 语 this.\n"
        articles = [factories.add_article(session, project, text, f"{len(text)}.txt") for text in texts]
        _send_otherwise(session, articles[1], b"\xef\xbb\xbf" + texts[1].replace("\n", "\r\n").encode())
        factories.add_round(session, book, articles[:1], [ada, ben])
        owed = session.scalars(select(Assignment).where(Assignment.annotator_id == ada.id)).one()
        for version, change in enumerate(
            ([mark("a", attributes={"voice": "outlet"})], [*COMPLETE, {"op": "submit"}])
        ):
            saving.append(session, ada.id, owed.id, Change(version, f"k{version}", MOMENT, change))
        factories.add_thread(session, project, ada, PRIVATE, codebook_id=book.id, visibility="private")


def _send_otherwise(session: Session, article: Article, raw: bytes) -> None:
    """Let an article have come from other bytes than those of its text."""
    session.delete(session.get_one(ArticleSource, article.id))
    session.flush()
    about = {"sha256": hashlib.sha256(raw).hexdigest(), "encoding": "utf-8-sig", "file_name": "two.txt"}
    session.add(ArticleSource(article_id=article.id, raw=raw, **about))


def member(session: Session, project: Project, pseudonym: str) -> User:
    """Return somebody of the project."""
    query = select(User).join(Member, Member.user_id == User.id)
    return session.scalars(query.where(Member.project_id == project.id, Member.pseudonym == pseudonym)).one()


def _closed(session: Session, project: Project) -> Round:
    query = select(Round).where(Round.project_id == project.id).order_by(Round.id)
    return session.scalars(query).first()


def _decide(session: Session, project: Project) -> None:
    round_, actor = _closed(session, project), factories.add_member(session, project, "adjudicator", "Judge")
    desk = adjudication.desk(session, round_, actor)
    for item in list(desk.all())[:2]:
        article = session.get_one(Article, item.case.article_id)
        said = item.disagreement.options[0].coders[0].annotation_id
        wish = Chosen(item.disagreement.key, item.seen, f"as:{said}", (), "Rule 3.", "It is irony.")
        verdicts.decide(session, round_, article, actor, wish)
    item = next(one for one in desk.all() if one.disagreement.kind == LABEL)
    article = session.get_one(Article, item.case.article_id)
    met = norming.put_on_screen(session, round_, article, item.disagreement.key, actor)
    for pseudonym, option in (("A02", 0), ("A03", 1), ("A02", 1)):
        voter = member(session, project, pseudonym)
        session.add(NormingVote(item_id=met.id, user_id=voter.id, option=option, at=now()))
    met.counted_at, met.rule = now(), "Irony is a frame."


def _talk(session: Session, project: Project) -> None:
    one, other = (member(session, project, name) for name in ("A02", "A03"))
    book = codebooks.newest(session, project)
    thread = factories.add_thread(
        session, project, one, f"Look, @{{{other.id}}}! {TOLD}{one.email}.", codebook_id=book.id
    )
    post = factories.add_post(session, thread, other, "I see.")
    session.add(Mention(post_id=post.id - 1, user_id=other.id))
    factories.add_thread(session, project, one, PRIVATE, codebook_id=book.id, visibility="private")


def _suggest(session: Session, project: Project) -> None:
    made_of = suggesting.instrument_of(session, project)
    article = session.scalars(select(Article).where(Article.project_id == project.id)).first()
    words = article.text[:4]
    label = next(one for one in made_of.book.layers[0].labels if one.codable)
    said = mark("s", label=label.code, start=0, end=4, quote=words, layer=made_of.book.layers[0].code)
    one = suggesting.checked(made_of, article, [said], "tagger", "2", 0.1 + 0.2)
    first, second = suggesting.keep(session, project, made_of, [one, one], None)
    label_of = {"layer": made_of.book.layers[0].code, "label": label.code}
    terms = [{"words": ["strongman", "strongmen"], **label_of, "note": "", "exact": False}]
    listed = {"number": 1, "terms": terms, "least_share": 80, "sample": 20, "codebook_id": made_of.row.id}
    place = {"term": "digest", "start": 0, "stop": 4, "verdict": "unclear", "article_id": article.id}
    session.add_all(
        [
            SuggestionWithdrawal(suggestion_id=second.id, known_as=first.id, made_at=now()),
            TermList(project_id=project.id, made_at=now(), **listed),
            TermVerdict(project_id=project.id, made_at=now(), **place),
        ]
    )


def bring_along(database: Database, slug: str) -> None:
    """Keep what a file of another program said beside an annotation."""
    query = select(AnnotationHead).join(Assignment).join(Round).join(Project, Project.id == Round.project_id)
    body = {"annotation": {"lead_time": 2.5}, "task": {"data": {"quote": PARTLY}}}
    with database.writing() as session:
        head = session.scalars(query.where(Project.slug == slug).order_by(AnnotationHead.id)).first()
        foreign_parts.keep(session, head.assignment_id, "labelstudio", body)


def _rate(session: Session, project: Project) -> None:
    book, rater = codebooks.newest(session, project), member(session, project, "A03")
    outlet = session.scalars(select(Outlet).where(Outlet.project_id == project.id)).first()
    rated = RatingSession(
        project_id=project.id, codebook_id=book.id, name="Spring", blind=True, created_at=now()
    )
    listed = ReferenceList(
        project_id=project.id, name="Experts", source="them", dated="2023", licence="free", imported_at=now()
    )
    session.add_all([rated, listed])
    session.flush()
    owed = RatingAssignment(session_id=rated.id, outlet_id=outlet.id, rater_id=rater.id, familiarity=2)
    session.add(owed)
    session.flush()
    said = {"evidence_url": "", "evidence_note": "“seen”", "assessed_on": "2025-05-08"}
    session.add(
        OutletRating(assignment_id=owed.id, variable="C1", value=3, actor_id=rater.id, at=now(), **said)
    )
    session.add(ReferenceScore(list_id=listed.id, domain="lamp.example", score=0.1 + 0.2))


def _add_the_rest(session: Session, project: Project) -> None:
    """Add a key, an unmasking, an admission, a draft with a change, a tie, and an article of no round."""
    round_, book = _closed(session, project), codebooks.newest(session, project)
    article = session.scalars(select(Article).where(Article.project_id == project.id)).first()
    unused = factories.add_article(session, project, "Nobody was asked about 😀 this.\n", "unused.txt")
    session.get_one(ArticleSource, article.id)
    source = session.get_one(ArticleSource, unused.id)
    assert source.raw == unused.text.encode()
    factories.add_key(session, article, book, of=round_)
    who = member(session, project, "A02")
    draft = CodebookVersion(
        project_id=project.id,
        number=book.number + 1,
        version="2",
        title=book.title,
        toml=book.toml,
        sha256=book.sha256,
        created_at=now(),
    )
    session.add(draft)
    session.flush()
    detail = {"did": "changed"}
    session.add(
        CodebookChange(codebook_id=draft.id, kind="edit", entry="framing/DELEG", detail=detail, at=now())
    )
    session.add(Unmasking(round_id=round_.id, article_id=article.id, actor_id=who.id, reason="So.", at=now()))
    later = factories.add_round(session, book, [article], [who], name="Again", is_open=False)
    session.add(RoundTie(round_id=later.id, other_id=round_.id, kind="recodes"))
    owed = session.scalars(select(Assignment).where(Assignment.round_id == later.id)).one()
    owed.released_at = now()
    session.add(
        SourcedStatement(
            article_id=article.id,
            auditor_id=who.id,
            entry="one",
            start=0,
            stop=20,
            quote=article.text[:20],
            speaker="",
            carriers=[{"name": "The wire", "kind": "independent_agency"}],
            note="",
            withdrawn=False,
            at=now(),
        )
    )
    about = {"annotator": who.id, "reason": "She knows."}
    activity.record(session, who, ADMITTED, f"round {round_.id}", project, **about)
