"""The criteria of credibility that come with the program, to be taken over into a codebook draft."""

from functools import cache
from importlib.resources import files

from annotations.codebook import Codebook
from annotations.codebook_templates import new_questions, take_over
from annotations.codebook_toml import read_toml
from app.services.codebook_editing import Act


@cache
def template() -> Codebook:
    """Return the criteria as a codebook."""
    return read_toml(files("app").joinpath("data", "credibility.toml").read_text(encoding="utf-8"))


def missing(codebook: Codebook) -> tuple[str, ...]:
    """Return the paths of the criteria that a codebook does not have."""
    return new_questions(codebook, template())


def taking_over(codebook: Codebook) -> Act:
    """Return the act that adds them to the draft."""
    detail = {"added": list(missing(codebook))}
    return Act("edit", "codebook", "took over", lambda book: take_over(book, template()), detail)
