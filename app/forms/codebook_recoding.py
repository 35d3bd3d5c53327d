"""The form that asks what is to be recoded."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form, HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms.choices import choice


class RecodeForm(Form):
    """Which changed entries have to be coded again, under the version that is shown."""

    entries = SelectMultipleField(
        "What has to be coded again", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    seen = HiddenField()  # the plan that the preview showed

    def __init__(self, *given: Any, offered: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.entries.choices = [choice(path, words) for path, words in offered.items()]
