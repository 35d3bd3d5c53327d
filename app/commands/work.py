"""Commands for articles, rounds and annotations made elsewhere."""

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from annotations.assignments.recoding import Again
from annotations.metadata import check_date
from annotations.text import MAX_TEXT, decode
from app.commands import REFUSED, command, find_annotator, find_project, find_round, opened, writing
from app.models import PHASES
from app.services import annotate_import, article_files, importing, leases, recoding, round_plans, rounds
from app.services.drafts import ImportSettings, Refusal, split_names
from app.services.refused import Refused

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def article() -> None:
    """Articles."""


@article.command("import")
@click.argument("slug")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--outlet", default="", help="Outlet of the articles whose file does not name one.")
@click.option("--event", default="", help="Event of the articles; several are parted by semicolons.")
@click.option("--published", default="", help="Date where the file has none: 2025, 2025-05 or 2025-05-08.")
@click.option("--week", default="", help="A day: a text that only says Thursday means that of its week.")
@click.option("--retrieved", default="", help="Day they were retrieved: last Thursday is seen from it.")
@click.option("--language", default="", help="Language, for example en.")
@click.option("--agency", default="", help="Agency whose copy they print, where the text names none.")
@click.option("--translation", type=click.Choice(["yes", "no"]), default=None, help="Are they translations?")
@click.option("--keep-duplicates", is_flag=True, help="Import texts again that the project has already.")
@command
def import_articles(slug: str, files: Sequence[Path], keep_duplicates: bool, **said: str | None) -> None:
    """Import articles from .txt, .html, .mhtml, .docx, .pdf, .csv, .tsv, .json and .jsonl, or a .zip of them.

    The texts of pages and documents are what a program read out of them; the pages of the site let a
    person correct them first.

    All of them are imported, or none: rows that cannot be read are listed and nothing is kept.
    """
    events = split_names(said.pop("event") or "")
    given: dict[str, Any] = {name: value or "" for name, value in said.items()}
    for name in ("week", "retrieved"):
        if given[name] and len(check_date(given[name])) != len("2025-05-08"):
            raise Refused(f"Give a whole day with --{name}, such as 2025-05-08.")
    settings = ImportSettings(events=events, keep_duplicates=keep_duplicates, **given)
    with click.progressbar(files, label="Reading", file=sys.stderr) as bar:
        read = article_files.read_files([(path.name, path.read_bytes()) for path in bar], settings)
    for remark in read.warnings:
        click.echo(f"Note: {remark.file_name}: {remark.message}", err=True)
    _stop_if_refused(read.refused)
    with opened() as database, database.writing() as session:
        project = find_project(session, slug)
        with click.progressbar(read.drafts, label="Importing", file=sys.stderr) as drafts:
            report = importing.import_articles(
                session, project, drafts, None, keep_duplicates=keep_duplicates
            )
        for duplicate in report.duplicates:
            click.echo(f"Not imported again: {_place(duplicate)}: {duplicate.reason}", err=True)
        if report.refused:
            session.rollback()
        _stop_if_refused(report.refused)
    click.echo(f"Imported {_counted(report.imported, 'article')}.")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _place(refusal: Refusal) -> str:
    return refusal.file_name + (f", row {refusal.row}" if refusal.row else "")


def _stop_if_refused(refusals: Sequence[Refusal]) -> None:
    for refusal in refusals:
        click.echo(f"Refused: {_place(refusal)}: {refusal.reason}", err=True)
    if refusals:
        click.echo("Nothing was imported.", err=True)
        sys.exit(REFUSED)


@click.group(name="round")
def round_() -> None:
    """Rounds."""


@round_.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--phase", type=click.Choice(PHASES), required=True)
@click.option("--annotators", required=True, help="E-mail addresses or pseudonyms, parted by commas.")
@click.option(
    "--per-article", type=click.IntRange(1), help="So many annotators for each article; left out: all."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The plan follows from it.")
@click.option(
    "--lease-hours", type=click.IntRange(1, 8760), help="Release drafts left for longer; left out: never."
)
@click.option("--not-blind", is_flag=True, help="Let those who lead see results while the round is open.")
@command
def add_round(slug: str, name: str, annotators: str, not_blind: bool, **wishes: Any) -> None:
    """Plan a round over all articles of the project, under its newest frozen codebook."""
    with writing() as session:
        project = find_project(session, slug)
        chosen = [
            find_annotator(session, project, one.strip()) for one in annotators.split(",") if one.strip()
        ]
        wanted = round_plans.all_articles(
            session,
            project,
            chosen,
            name=name,
            blind=not not_blind,
            **wishes,
        )
        made = round_plans.make(session, project, wanted, None)
        click.echo(f"Planned the round {made.name!r}:")
        for user, count in rounds.loads(session, made):
            click.echo(f"  {user.email}: {_counted(count, 'article')}")


@round_.command("open")
@click.argument("slug")
@click.argument("name")
@command
def open_round(slug: str, name: str) -> None:
    """Let the annotators of a planned round begin."""
    with writing() as session:
        rounds.open_round(session, find_round(session, find_project(session, slug), name), None)
    click.echo(f"Opened the round {name!r}.")


@round_.command("close")
@click.argument("slug")
@click.argument("name")
@command
def close_round(slug: str, name: str) -> None:
    """End a round; from now on nothing in it changes and its results may be seen."""
    with writing() as session:
        rounds.close_round(session, find_round(session, find_project(session, slug), name), None)
    click.echo(f"Closed the round {name!r}.")


@round_.command("release-left")
@click.argument("slug")
@command
def release_left(slug: str) -> None:
    """Release drafts left for longer than their round's lease, and hand the articles on; made for a timer."""
    with writing() as session:
        came_to = leases.release_all_left(session, find_project(session, slug), None)
    click.echo(came_to.words)


@round_.command("recode")
@click.argument("slug")
@click.argument("name")
@click.option("--count", type=click.IntRange(1), help="So many articles of each annotator.")
@click.option("--share", type=click.FloatRange(0, 100, min_open=True), help="So many per cent instead.")
@click.option(
    "--days", type=click.IntRange(0), default=14, show_default=True, help="Submitted at least so long ago."
)
@click.option("--seed", type=int, default=1, show_default=True, help="What is drawn follows from it.")
@click.option("--preview", is_flag=True, help="Only say what would be drawn.")
@command
def recode(
    slug: str, name: str, count: int | None, share: float | None, days: int, seed: int, preview: bool
) -> None:
    """Have annotators code some of their own articles of a round again, without telling them."""
    with writing() as session:
        round_ = find_round(session, find_project(session, slug), name)
        wanted = recoding.Wanted(Again(count, share / 100 if share else None, seed), days)
        planned = recoding.plan(session, round_, wanted)
        for user, there, drawn in planned.loads:
            click.echo(f"  {user.email}: {drawn:,} of {_counted(there, 'article')}")
        if preview:
            click.echo("Nothing was stored.")
            return
        made = recoding.make(session, round_, planned, None)
        click.echo(f"Opened the round {made.name!r} with {_counted(planned.count, 'assignment')}.")


def _rows_of(file: Path) -> list[dict[str, str]]:
    csv.field_size_limit(MAX_TEXT)  # a quote may be as long as a text, far beyond the module's own limit
    rows = list(csv.DictReader(io.StringIO(decode(file.read_bytes()).text, newline="")))
    if not rows:
        raise Refused(f"{file.name} holds no rows.")
    return rows


@click.group()
def annotation() -> None:
    """Annotations made elsewhere."""


@annotation.command("import")
@click.argument("slug")
@click.argument("round_name", metavar="ROUND")
@click.argument("file", type=FILE)
@click.option("--annotator", required=True, help="E-mail address or pseudonym of the one who made them.")
@click.option("--skip-refused", is_flag=True, help="Import the good rows although others are refused.")
@command
def import_annotations(slug: str, round_name: str, file: Path, annotator: str, skip_refused: bool) -> None:
    """Import spans from a CSV: seed_file, start, end, surface, label, one column per attribute.

    Offsets are characters counted from 0, the end exclusive; `surface` must be what the article says there.
    Articles are matched by file name. With one refused row nothing is imported.
    """
    rows = _rows_of(file)
    with writing() as session:
        project = find_project(session, slug)
        report = annotate_import.import_spans(
            session,
            find_round(session, project, round_name),
            find_annotator(session, project, annotator),
            rows,
            skip_refused=skip_refused,
        )
        for column in report.noted:
            click.echo(
                f"Note: the codebook has no {column!r}; what it says is kept in the spans' notes.", err=True
            )
        for refusal in report.refused:
            click.echo(f"Refused: {file.name}, row {refusal.row}: {refusal.reason}", err=True)
        if report.refused and not skip_refused:
            session.rollback()
    if report.refused and not skip_refused:
        click.echo("Nothing was imported.", err=True)
        sys.exit(REFUSED)
    spans, articles = _counted(report.spans, "span"), _counted(report.articles, "article")
    click.echo(f"Imported {spans} in {articles}.")
