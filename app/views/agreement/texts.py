"""Disagreements in their place: an article of a round with what each annotator marked and answered."""

from flask import abort, render_template, request

from annotations.codebook import Codebook, Layer
from annotations.reliability import ANY_LABEL
from app.permissions import Permission, Scene
from app.services import codebooks, marked
from app.views.agreement.blueprint import ROUND, bp, names
from app.views.guards import requires


@bp.get(f"{ROUND}/agreement/articles/<int:article_id>")
@requires(Permission.SEE_RESULTS)
def text(here: Scene) -> str:
    """Show an article with the marks of one label, or of all, by every annotator."""
    codebook = codebooks.parsed(here.round.codebook)
    layer, label = _asked(codebook)
    found = marked.read(here.session, here.round, here.article, codebook, layer, label)
    if found is None:
        abort(404)
    return render_template(
        "agreement/text.html",
        round=here.round,
        codebook=codebook,
        layer=layer,
        label=label,
        any_label=ANY_LABEL,
        found=found,
        names=names(here),
    )


def _asked(codebook: Codebook) -> tuple[Layer | None, str]:
    """Return what the address asks for as "layer" or "layer.label"; else the first layer, any label."""
    layers = {layer.code: layer for layer in codebook.layers}
    code, _, label = request.args.get("marks", "").partition(".")
    layer = layers.get(code) or next(iter(layers.values()), None)
    known = layer is not None and label in layer.label_variable.by_code
    return layer, label if known else ANY_LABEL
