"""Codebooks as labeling configs of Label Studio, and back."""

from functools import lru_cache

from annotations.codebook import Codebook
from annotations.text import fingerprint
from app.services.refused import Refused
from exports.formats.marked import Loss, Losses
from exports.labelstudio.from_codebook import instrument
from exports.labelstudio.model import BadConfig
from exports.labelstudio.sdk import checked
from exports.labelstudio.to_codebook import codebook_of
from exports.labelstudio.xml_out import write_xml

TITLE = "Codebook from Label Studio"


def read_config(xml: str) -> Codebook:
    """Return the codebook that asks what a labeling config asks.

    Raises:
        Refused: it cannot be used, with the reason.
    """
    return _read(xml)[0]


def losses_of_config(xml: str) -> tuple[Loss, ...]:
    """Return what the codebook of a labeling config does not say of it."""
    return _read(xml)[1]


@lru_cache(maxsize=16)
def _read(xml: str) -> tuple[Codebook, tuple[Loss, ...]]:
    losses = Losses()
    try:
        codebook = codebook_of(checked(xml), TITLE, losses)
    except BadConfig as reason:
        raise Refused(str(reason)) from None
    # The version is named after what was sent, so that another config is another version.
    named = Codebook(
        codebook.title,
        f"config-{fingerprint(xml)[:8]}",
        layers=codebook.layers,
        article_questions=codebook.article_questions,
    )
    return named, losses.listed()


def config_of(codebook: Codebook) -> str:
    """Return the labeling config of a codebook; what it cannot say stands above it as comments."""
    losses = Losses()
    xml = write_xml(instrument(codebook, losses).config)
    lost = [_comment(loss) for loss in losses.listed()]
    return "".join(f"<!-- Not said here: {words} -->\n" for words in lost) + xml


def _comment(loss: Loss) -> str:
    example = f", such as {loss.example}" if loss.example else ""
    return f"{loss.what} ({loss.count}{example})".replace("--", "- -")
