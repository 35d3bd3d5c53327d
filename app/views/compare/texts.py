"""The texts of an event side by side."""

from flask import render_template, request

from app.permissions import Permission, Scene
from app.services import event_texts
from app.services.scenes import LARGEST_ID
from app.views.compare.blueprint import EVENT, asked, bp, number
from app.views.guards import requires


@bp.get(f"{EVENT}/texts")
@requires(Permission.SEE_ANALYSIS)
def texts(here: Scene) -> str:
    """Show the texts of an event with all framing found in them."""
    wanted = asked(here)
    order = request.args.get("order", "")
    order = order if order in event_texts.ORDERS else event_texts.BY_DATE
    article_id = request.args.get("article", type=int)
    article_id = min(article_id, LARGEST_ID) if article_id is not None else None
    page = event_texts.listed(here.session, here.event, order, number("page"), article_id)
    return render_template(
        "compare/texts.html",
        event=here.event,
        asked=wanted,
        order=order,
        article_id=article_id,
        page=page,
        texts=event_texts.read(here.session, wanted.choice, wanted.narrow, page.rows),
    )
