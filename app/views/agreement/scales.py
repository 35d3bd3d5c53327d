"""How reliable scales of several items are, over what annotators said of the articles of a round."""

from flask import render_template

from app.permissions import Permission, Scene
from app.services import item_scales
from app.views.agreement.blueprint import ROUND, bp
from app.views.guards import requires


@bp.get(f"{ROUND}/agreement/scales")
@requires(Permission.SEE_RESULTS)
def scales(here: Scene) -> str:
    """Show item statistics, alpha and omega of each scale."""
    found = item_scales.of_round(here.session, here.round)
    return render_template("agreement/scales.html", round=here.round, scales=found)
