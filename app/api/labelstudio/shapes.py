"""Our rows in the shapes of Label Studio's answers."""

from datetime import UTC, datetime
from typing import Any

from annotations import suggested
from annotations.codebook import Codebook
from app.models import Project, User
from app.services.listed_for_programs import Counts
from app.services.seen_by_programs import SeenAnnotation, SeenArticle, Whose
from exports.formats.marked import Losses, MarkedSpan, Reading
from exports.labelstudio.from_codebook import Instrument, instrument
from exports.labelstudio.results import results_of
from exports.labelstudio.xml_out import write_xml

NO_CODEBOOK = '<View>\n  <Text name="text" value="$text"/>\n</View>\n'


def moment(at: datetime | None) -> str | None:
    """Return a moment as Label Studio writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def user(one: User) -> dict[str, Any]:
    """Return an account."""
    first, _, last = one.name.partition(" ")
    return {
        "id": one.id,
        "email": one.email,
        "username": one.email,
        "first_name": first,
        "last_name": last,
        "initials": f"{first[:1]}{last[:1]}",
        "avatar": None,
        "phone": "",
        "active_organization": 1,
        "date_joined": moment(one.created_at),
    }


def person(whose: Whose) -> dict[str, Any]:
    """Return who annotated, with no more than may be known."""
    return {"id": whose.key, "email": whose.email, "first_name": whose.name, "last_name": "", "avatar": None}


def project(one: Project, codebook: Codebook | None, told: Counts) -> dict[str, Any]:
    """Return a project; the numbers count what the asking account may read."""
    return {
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "label_config": label_config(codebook),
        "expert_instruction": "",
        "show_instruction": False,
        "color": "#FFFFFF",
        "organization": 1,
        "is_published": True,
        "is_draft": False,
        "created_by": {},
        "created_at": moment(one.created_at),
        "maximum_annotations": 1,
        "show_skip_button": False,
        "enable_empty_annotation": True,
        "task_number": told.articles,
        "num_tasks_with_annotations": told.annotated,
        "total_annotations_number": told.annotations,
        "total_predictions_number": told.predictions,
        "slug": one.slug,
    }


def label_config(codebook: Codebook | None) -> str:
    """Return a codebook as a labeling config."""
    return write_xml(instrument(codebook, Losses()).config) if codebook else NO_CODEBOOK


def reading(one: SeenAnnotation) -> Reading:
    """Return an annotation as writers of formats are given it."""
    spans = [
        MarkedSpan(s.uid, s.layer, s.label, s.start, s.end, s.quote, s.attributes, s.note) for s in one.spans
    ]
    who, name = one.whose.name, f"N{one.id}"
    return Reading(who, name, one.submitted, spans, one.answers, one.note, one.found_none)


class Written:
    """Writes annotations; the labeling config of each codebook is made once."""

    def __init__(self) -> None:
        # Each with its codebook, since a number of an object is used again once the object is gone.
        self._made: dict[int, tuple[Codebook, Instrument]] = {}

    def results(self, one: SeenAnnotation) -> list[dict[str, Any]]:
        """Return what an annotation says."""
        made = self._instrument(one.codebook)
        origins = {
            (span.uid, made.control(span.layer, code).name): origin
            for span in one.spans
            if span.uid in one.accepted
            for code, origin in suggested.origins(one.accepted[span.uid].item, span).items()
        }
        found = results_of(reading(one), made, Losses())
        return [
            {**result, "origin": origins.get((result.get("id"), result.get("from_name")), result["origin"])}
            for result in found
        ]

    def _instrument(self, book: Codebook) -> Instrument:
        if id(book) not in self._made:
            self._made[id(book)] = (book, instrument(book, Losses()))
        return self._made[id(book)][1]

    def annotation(
        self, one: SeenAnnotation, project_id: int, *, whole_person: bool = False
    ) -> dict[str, Any]:
        """Return an annotation; who made it is a number or, where a single task is asked for, an object."""
        by = person(one.whose) if whole_person else one.whose.key
        results, parents = self.results(one), {each.prediction for each in one.accepted.values()}
        return {
            "id": one.id,
            "completed_by": by,
            "result": results,
            "was_cancelled": False,
            "ground_truth": False,
            "created_at": moment(one.submitted),
            "updated_at": moment(one.changed),
            "draft_created_at": moment(one.started),
            "lead_time": None,
            "prediction": {},
            "result_count": len({result["id"] for result in results}),
            "unique_id": None,
            "import_id": None,
            "last_action": "submitted",
            "task": one.article_id,
            "project": project_id,
            "updated_by": one.whose.key,
            "parent_prediction": parents.pop() if len(parents) == 1 else None,
            "parent_annotation": None,
            "note": one.note,
            "nothing_found": one.found_none,
        }

    def task(self, one: SeenArticle, *, whole_person: bool = False) -> dict[str, Any]:
        """Return an article with the annotations that may be read."""
        said = [self.annotation(each, one.project_id, whole_person=whole_person) for each in one.annotations]
        return {
            "id": one.id,
            "inner_id": one.id,
            "data": dict(one.data),
            "meta": {},
            "project": one.project_id,
            "created_at": moment(one.created),
            "updated_at": moment(max([one.created, *(each.changed for each in one.annotations)])),
            "is_labeled": bool(said),
            "overlap": 1,
            "allow_skip": False,
            "total_annotations": len(said),
            "cancelled_annotations": 0,
            "total_predictions": len(one.predictions),
            "comment_count": 0,
            "unresolved_comment_count": 0,
            "annotators": sorted({each.whose.key for each in one.annotations}),
            "annotations": said,
            "predictions": [dict(each) for each in one.predictions],
            "drafts": [],
        }
