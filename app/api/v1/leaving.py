"""What leaves: all tables, spans in the formats of other programs, matrices as they read them."""

from flask import Response

from app.api.v1 import asked
from app.api.v1.calls import call
from app.api.v1.refusals import Refusal
from app.clock import now
from app.models import Round
from app.permissions import Permission, Scene, permits
from app.services import download, marks_out, marks_rated, presets, talk
from app.services.scenes import LARGEST_ID
from app.views.sending import sent_zip
from exports.archive import write_bundle
from exports.containers import CONTAINERS, MEDIA, XLSX, write_tables
from exports.formats.marked import Losses
from exports.formats.packing import write_format
from exports.formats.registry import format_of, written
from exports.presets.writing import PRESETS
from exports.tables import FLAVOURS

NAMES = asked.flag("names", "Whether annotators are named; only those who manage the project may ask for it.")


@call(
    "GET",
    "/projects/<slug>/exports/bundle.zip",
    Permission.EXPORT,
    query=[
        asked.choice("flavour", "For whom the tables are: for programs, or safe in spreadsheets.", FLAVOURS),
        NAMES,
        asked.flag("bom", "Whether each table begins with a byte order mark."),
    ],
    gives={200: None},
)
def bundle(here: Scene, flavour: str, names: bool, bom: bool) -> Response:
    """Send all tables of an export as a ZIP; only rounds that show their results are in it."""
    _check_names(here, names=names)
    records = download.bundle(
        here.session, here.project, rounds=_shown(here), names=names, reader=talk.reader(here)
    )
    return sent_zip(
        f"{here.project.slug}-{now():%Y-%m-%d}.zip",
        lambda file: write_bundle(file, records, flavour=flavour, bom=bom, names=names),
    )


@call(
    "GET",
    "/projects/<slug>/exports/tables",
    Permission.EXPORT,
    query=[asked.choice("form", "Parquet or Arrow files in a ZIP, or one workbook.", CONTAINERS), NAMES],
    gives={200: None},
    media=sorted(set(MEDIA.values())),
)
def tables(here: Scene, form: str, names: bool) -> Response:
    """Send the same tables with their types: as Parquet, as Arrow or as a workbook."""
    _check_names(here, names=names)
    records = download.bundle(
        here.session, here.project, rounds=_shown(here), names=names, reader=talk.reader(here)
    )
    response = sent_zip(
        f"{here.project.slug}-{now():%Y-%m-%d}.{form if form == XLSX else f'{form}.zip'}",
        lambda file: write_tables(file, records, form, names=names),
    )
    response.mimetype = MEDIA[form]
    return response


@call(
    "GET",
    "/projects/<slug>/exports/spans.zip",
    Permission.EXPORT,
    query=[
        asked.choice("format", "One of the formats of the page of exports.", [one.code for one in written()]),
        asked.whole("round", "A round that shows its results; it must be named.", most=LARGEST_ID),
        asked.flag("apart", "Whether each annotator has a folder."),
        NAMES,
    ],
    gives={200: None},
    refuses=[422],
)
def spans(here: Scene, format: str, round: int | None, apart: bool, names: bool) -> Response:
    """Send the submitted spans of a round in the format of another program."""
    _check_names(here, names=names)
    chosen = next((one for one in _shown(here) if one.id == round), None)
    if chosen is None:
        raise Refusal(422, "invalid", "Name a round that shows its results.")
    one, losses = format_of(format), Losses()
    marked = marks_out.marked(here.session, chosen, losses, names=names)
    marked = marks_rated.with_credibility(here.session, here.project, marked, losses)
    return sent_zip(
        f"{here.project.slug}-{chosen.id}-{one.code}.zip",
        lambda file: write_format(file, one, marked, losses, apart=apart),
    )


@call(
    "GET",
    "/projects/<slug>/exports/preset.zip",
    Permission.EXPORT,
    query=[
        asked.choice("preset", "For which program the matrices are laid out.", list(PRESETS)),
        asked.words("of", "What shows its results: round-3 or session-2. It must be named."),
    ],
    gives={200: None},
    refuses=[422],
)
def preset(here: Scene, preset: str, of: str) -> Response:
    """Send who gave which value of a round or a rating session, as one program reads it."""
    chosen = presets.source(here.session, here.project, of)
    return sent_zip(
        f"{here.project.slug}-{chosen.key}-{preset}.zip",
        lambda file: presets.write(here.session, file, here.project, chosen, preset),
    )


def _shown(here: Scene) -> list[Round]:
    return [one for one in download.rounds_of(here.session, here.project) if one.shows_results]


def _check_names(here: Scene, *, names: bool) -> None:
    if names and not permits(here, Permission.EXPORT_NAMES):
        raise Refusal(
            403, "forbidden", "Only those who manage the project may download the names of annotators."
        )
