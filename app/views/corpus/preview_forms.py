"""The forms on the preview of an import: said of all, columns, corrections of the articles shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.forms.imports import CorrectionForm, ForAllForm, columns_form, corrections
from app.models import StagedImport
from app.services import imports
from app.services.drafts import CORRECTABLE, ArticleDraft, ImportSettings, joined, split_names
from app.services.importing import Verdict

COLUMN = "column"
WAS = "was-"  # hidden fields hold what the page showed, so that only real changes count as entered


@dataclass
class PreviewForms:
    """All forms of the page, sent as one."""

    for_all: ForAllForm
    columns: Form | None
    single: dict[str, CorrectionForm]
    before: Mapping[str, str]

    @classmethod
    def showing(cls, staged: StagedImport, preview: imports.Preview, verdicts: Sequence[Verdict]) -> Self:
        """Return the forms as a page first shows them."""
        said = imports.settings_of(staged)
        columns = preview.result.columns
        single = {
            item.draft.key: CorrectionForm(prefix=item.draft.key, data=_known(item.draft))
            for item in verdicts
        }
        return cls(
            ForAllForm(data={**said.to_dict(), "event": joined(said.events)}),
            columns_form(columns)(prefix=COLUMN, data=dict(preview.result.mapping)) if columns else None,
            single,
            {field.name: field.data for form in single.values() for field in form},
        )

    @classmethod
    def sent(cls, staged: StagedImport, data: MultiDict[str, str]) -> Self:
        """Return the forms as a person sent them."""
        columns = staged.settings["columns"]
        return cls(
            ForAllForm(data),
            columns_form(columns)(data, prefix=COLUMN) if columns else None,
            {key: CorrectionForm(data, prefix=key) for key in data.getlist("key")[: imports.SHOWN]},
            {name.removeprefix(WAS): value for name, value in data.items() if name.startswith(WAS)},
        )

    def validate(self) -> bool:
        """Check all forms, so that all errors are shown at once."""
        forms: list[Form] = [self.for_all, *self.single.values(), *([self.columns] if self.columns else [])]
        return all([form.validate() for form in forms])

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return (id of the field, what is wrong) for the corrections of single articles."""
        return [
            (field.id, " ".join(field.errors))
            for form in self.single.values()
            for field in form
            if field.errors
        ]

    def settings(self, staged: StagedImport) -> ImportSettings:
        """Return what the person says, on top of what was said before."""
        said: dict[str, Any] = self.for_all.data
        columns = self.columns.data if self.columns else None
        return ImportSettings(
            outlet=said["outlet"],
            events=split_names(said["event"]),
            published=said["published"],
            language=said["language"],
            columns={name: column for name, column in columns.items() if column} if columns else None,
            corrections=imports.settings_of(staged).corrections,
            keep_duplicates=said["keep_duplicates"],
            agency=said["agency"],
            translation=said["translation"],
            week=said["week"],
            retrieved=said["retrieved"],
        ).corrected(corrections(self.single, self.before))


def _known(draft: ArticleDraft) -> dict[str, str]:
    known = {field: getattr(draft, field) for field in CORRECTABLE if field != "event"}
    return known | {"event": joined(draft.events)}
