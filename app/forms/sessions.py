"""What the form of a round asks about training: pass marks, who passed, gold articles."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, FloatField, IntegerField, SelectField, ValidationError
from wtforms.validators import NumberRange, Optional

from annotations.scoring import ARTICLES, MEASURES
from app.forms.boxes import CheckBoxes

TRAINING = "training"
MARK = "mark_"


def _mark(code: str) -> Any:
    return FloatField(MEASURES[code].name, [Optional(), NumberRange(min=0, max=1, message="From 0 to 1.")])


class SessionFields:
    """The fields, to be part of a form with a phase."""

    phase: SelectField
    mark_span_f1 = _mark("span_f1")
    mark_span_f1_exact = _mark("span_f1_exact")
    mark_label_agreement = _mark("label_agreement")
    mark_attribute_agreement = _mark("attribute_agreement")
    mark_answer_agreement = _mark("answer_agreement")
    mark_character_alpha = _mark("character_alpha")
    mark_articles = IntegerField(
        "Articles to be submitted", [Optional(), NumberRange(min=1, max=100_000, message="At least one.")]
    )
    after_training = SelectField("Only who passed", coerce=int, default=0)
    gold_count = IntegerField(
        "Gold articles, drawn at random", [Optional(), NumberRange(min=1, max=1_000, message="At least one.")]
    )
    gold_articles = CheckBoxes("Gold articles, chosen", coerce=int)

    @property
    def marks(self) -> list[Field]:
        """The fields of the pass marks."""
        return [getattr(self, f"{MARK}{code}") for code in (*MEASURES, ARTICLES)]

    @property
    def pass_marks(self) -> Mapping[str, float]:
        """What was stated: measure -> least value, and of how many articles."""
        given = {field.short_name.removeprefix(MARK): field.data for field in self.marks}
        return {code: value for code, value in given.items() if value is not None}

    @property
    def asks_about_training(self) -> bool:
        """Whether something of these fields was filled in, or is wrong."""
        some = [*self.marks, self.gold_count, self.gold_articles, self.after_training]
        return any(field.data or field.errors for field in some)

    def validate_mark_articles(self, field: Field) -> None:
        """Pass marks belong to a training."""
        if self.pass_marks and self.phase.data != TRAINING:
            raise ValidationError(
                "Pass marks belong to a training round; take them out or choose that phase."
            )

    def validate_gold_articles(self, field: Field) -> None:
        """Gold articles are drawn or chosen."""
        if field.data and self.gold_count.data:
            raise ValidationError("Either let so many be drawn, or choose them; not both.")
