"""The annotating page."""

from flask import Blueprint, render_template, url_for

from annotations.quotations import quotations
from app.permissions import Permission, Scene, permits
from app.services import annotation_state, masks, queue, suggestions
from app.services.annotation_state import Work
from app.services.frozen import article_blocks
from app.services.training import TRAINING
from app.views.guards import requires

bp = Blueprint("annotate", __name__)


@bp.get("/projects/<slug>/annotate/<int:assignment_id>")
@requires(Permission.READ_ANNOTATION)
def page(here: Scene) -> str:
    """Show the article with its codebook; the page's script fetches and saves the annotation."""
    work = annotation_state.load(here.session, here.assignment.id)
    position, total = queue.place(here.session, here.assignment)
    slug, article = here.project.slug, here.article
    heading = masks.heading(here.session, here.assignment)
    text, _ = masks.shown_text(work.mask, work.text, work.sha256)
    return render_template(
        "annotate/page.html",
        assignment=work.assignment_id,
        article={
            "title": heading.title,
            "outlet": heading.outlet,
            "is_masked": heading.is_masked,
            "published": article.published,
            "language": article.language,
        },
        text=text,
        quotations=[(one.start, one.end) for one in quotations(text)],
        blocks=_shown_blocks(here, work, text),
        codebook=work.codebook,
        suggestions=suggestions.shown(here.session, here.assignment, work),
        why_read_only=_why_read_only(here, work),
        can_take_back=work.released and work.round_is_open and permits(here, Permission.ANNOTATE),
        progress={"position": position, "total": total},
        api_url=url_for("api.show", assignment_id=work.assignment_id),
        changes_url=url_for("api.change", assignment_id=work.assignment_id),
        queue_url=url_for("queue.mine", slug=slug),
        codebook_url=url_for("codebook.newest", slug=slug),
        next_url=_next_url(here),
        sign_in_url=url_for("auth.sign_in"),
    )


def _next_url(here: Scene) -> str:
    """Return where submitting leads: in a training to the feedback, which leads on where there is no key."""
    if here.round.phase == TRAINING:
        return url_for("training.feedback", slug=here.project.slug, assignment_id=here.assignment.id)
    return url_for("queue.next_article", slug=here.project.slug)


def _why_read_only(here: Scene, work: Work) -> str | None:
    if here.round.state == "closed":
        return "The round is closed: you can read your annotation, and nothing in it changes any more."
    if not permits(here, Permission.ANNOTATE):
        return f"You are {here.role} of this project now; only annotators change annotations."
    if work.editable:
        return None
    if work.released:
        return "This article was released because work on it had been left. What you did is kept."
    return (
        "You submitted this annotation. If something in it is wrong, ask the project’s manager to reopen it."
    )


def _shown_blocks(here: Scene, work: Work, text: str) -> list[tuple[int, int, str, str]]:
    # Covering keeps white space, so that the paragraphs of the text are those of what is shown.
    zones = annotation_state.zones(here.session, work.article_id)
    found = article_blocks(work.text, work.sha256, zones)
    return [(block.start, block.end, block.zone, text[block.start : block.end]) for block in found]
