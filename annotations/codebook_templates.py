"""Questions of a template taken over into a codebook, as far as their codes are not in use there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from annotations.codebook import Codebook
from annotations.codebook_entries import QUESTIONS


def new_questions(codebook: Codebook, template: Codebook) -> tuple[str, ...]:
    """Return the paths of what the codebook would get: questions of the template whose codes it lacks."""
    return tuple(
        f"{first}/{question.code}"
        for first, (field, _) in QUESTIONS.items()
        for question in getattr(template, field)
        if question.code not in {one.code for one in getattr(codebook, field)}
    )


def take_over(codebook: Codebook, template: Codebook) -> Codebook:
    """Return the codebook with these questions at the end of its lists; what it has stays as it is."""
    wanted = set(new_questions(codebook, template))
    added: dict[str, Any] = {
        field: (
            *getattr(codebook, field),
            *(one for one in getattr(template, field) if f"{first}/{one.code}" in wanted),
        )
        for first, (field, _) in QUESTIONS.items()
    }
    return replace(codebook, **added)
