"""Rules that forms borrow from the domain, and fields that several forms share."""

from collections.abc import Callable
from typing import Any

from wtforms import Field, Form, ValidationError

from annotations.errors import AnnotationError, InvalidMetadata
from annotations.metadata import check_date, check_language
from annotations.wellformed import text_fault


def stripped(value: str | None) -> str:
    """Return what was typed without spaces around it."""
    return (value or "").strip()


def on_one_line(value: str | None) -> str:
    """Return what was typed with single spaces and no line ends."""
    return " ".join((value or "").split())


def follows(rule: Callable[[str], Any]) -> Callable[[Form, Field], None]:
    """Return a validator that shows what a rule of the domain refuses."""

    def check(form: Form, field: Field) -> None:
        try:
            rule(field.data or "")
        except AnnotationError as error:
            raise ValidationError(str(error)) from None

    return check


def storable(limit: int) -> Callable[[Form, Field], None]:
    """Return a validator for text that can be kept: not too long, no NUL, no half characters."""

    def check(form: Form, field: Field) -> None:
        if fault := text_fault(field.data or "", limit):
            raise ValidationError(f"This {fault}.")

    return check


def no_semicolon(form: Form, field: Field) -> None:
    """Keep semicolons out of the name of an event: lists of events are written with them."""
    if ";" in (field.data or ""):
        raise ValidationError("An event's name cannot hold a semicolon: lists of events are written with it.")


def _whole_day(written: str) -> None:
    if written and len(check_date(written)) != len("2025-05-08"):
        raise InvalidMetadata("Name a day, such as 2025-05-08.")


date_rule = follows(check_date)
whole_day_rule = follows(_whole_day)
language_rule = follows(check_language)
