"""Commands that write and read spans in the formats of other programs."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from app.commands import REFUSED, command, find_annotator, find_project, find_round, reading, writing
from app.commands.whole_files import whole_file
from app.services import marks_files, marks_in, marks_out, marks_rated
from app.services.marks_in import Plan, Said
from app.services.refused import Refused
from exports.formats.marked import Loss, Losses

SHOWN = 100  # refusals; the rest is counted


@click.group()
def spans() -> None:
    """Spans in the formats of other programs."""


@spans.command("formats")
@command
def list_formats() -> None:
    """List the formats: code, name, whether it can be written and read."""
    from exports.formats.registry import FORMATS

    for one in FORMATS.values():
        ways = " and ".join(word for word, able in (("written", one.write), ("read", one.read)) if able)
        click.echo(f"{one.code:12} {one.name} ({ways}). {one.meaning}")


@spans.command("export")
@click.argument("slug")
@click.argument("round_name", metavar="ROUND")
@click.option("--format", "code", required=True, metavar="FORMAT", help="One of `parallax spans formats`.")
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP to write."
)
@click.option("--names", is_flag=True, help="Name the annotators instead of their pseudonyms.")
@click.option("--apart", is_flag=True, help="A folder for each annotator, with files of their own.")
@command
def export_spans(slug: str, round_name: str, code: str, target: Path, names: bool, apart: bool) -> None:
    """Write the submitted annotations of a round in one format, and say what the format leaves out.

    Unlike a download on the site it takes open rounds as well. The file appears once it is whole.
    """
    from exports.formats.packing import write_format
    from exports.formats.registry import format_of

    one, losses = format_of(code), Losses()
    if one.write is None:
        raise Refused(f"{one.name} can only be read.")
    with reading() as session:
        round_ = find_round(session, find_project(session, slug), round_name)
        with whole_file(target) as out:
            marked = marks_out.marked(session, round_, losses, names=names)
            marked = marks_rated.with_credibility(session, round_.project, marked, losses)
            count = write_format(out, one, marked, losses, apart=apart)
    _tell_losses(losses.listed())
    click.echo(f"Wrote {target} with {_counted(count, 'file')}.")


@spans.command("import")
@click.argument("slug")
@click.argument("round_name", metavar="ROUND")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--format", "code", required=True, metavar="FORMAT", help="One of `parallax spans formats`.")
@click.option(
    "--annotator",
    "annotators",
    multiple=True,
    help="NAME=EMAIL: who a name in the files is; =EMAIL: no name.",
)
@click.option(
    "--label", "labels", multiple=True, help="LABEL=LAYER/CODE: what a label of the files stands for."
)
@click.option(
    "--variable",
    "variables",
    multiple=True,
    help="THEIRS=CODE: which attribute or question a name of the files is.",
)
@click.option(
    "--value",
    "values",
    multiple=True,
    help="VARIABLE=THEIRS=OURS: what a value stands for; (note) keeps it in the note.",
)
@click.option("--skip-refused", is_flag=True, help="Import the good spans although others are refused.")
@click.option("--preview", is_flag=True, help="Only say what would be imported.")
@command
def import_spans(
    slug: str,
    round_name: str,
    files: Sequence[Path],
    code: str,
    annotators: Sequence[str],
    labels: Sequence[str],
    variables: Sequence[str],
    values: Sequence[str],
    skip_refused: bool,
    preview: bool,
) -> None:
    """Import spans that were made in another program; FILES are its files or ZIPs of them.

    Names that are the same here as in the files need no option; what stands for nothing is left out and
    said. With one refused span nothing is imported.
    """
    sent = marks_files.files_of([(path.name, path.read_bytes()) for path in files])
    found = marks_in.found_in(code, sent)
    with writing() as session:
        project = find_project(session, slug)
        round_ = find_round(session, project, round_name)
        people = {
            name: str(find_annotator(session, project, ours).id) for name, ours in pairs(annotators).items()
        }
        said = Said(people, pairs(labels), pairs(variables), pairs(values))
        plan = marks_in.plan(session, round_, found, said)
        tell_plan(plan)
        _tell_idle(plan, said)
        if not preview and not (plan.refused and not skip_refused):
            marks_in.confirm(session, round_, plan, None, code)
    if plan.refused and not skip_refused and not preview:
        click.echo("Nothing was imported.", err=True)
        sys.exit(REFUSED)
    done = "Would import" if preview else "Imported"
    click.echo(f"{done} {_counted(plan.spans, 'span')} in {_counted(len(plan.planned), 'annotation')}.")


def pairs(said: Iterable[str]) -> Mapping[str, str]:
    """Return what names of files stand for, as options say it."""
    pairs = {}
    for one in said:
        theirs, sign, ours = one.rpartition("=")
        if not sign:
            raise Refused(f"{one!r} must be a name of the files, =, and what it stands for.")
        pairs[theirs] = ours
    return pairs


def tell_plan(plan: Plan) -> None:
    """Say how the files count, what is refused and what is left out."""
    for counted in plan.counted:
        doubt = "" if counted.is_proven else "; nothing proves it, for not every span is quoted"
        click.echo(f"{_counted(len(counted.files), 'file')}: {counted.how}{doubt}.", err=True)
    for trouble in plan.refused[:SHOWN]:
        click.echo(f"Refused: {', '.join(filter(None, trouble[:2]))}: {trouble.reason}", err=True)
    if len(plan.refused) > SHOWN:
        click.echo(f"And {len(plan.refused) - SHOWN:,} more.", err=True)
    _tell_losses(plan.losses)


def _tell_idle(plan: Plan, said: Said) -> None:
    """Name what was said of names that no file has, or that the codebook has already."""
    for what, ours, theirs in (
        ("annotator", said.annotators, plan.annotators),
        ("label", said.labels, plan.labels),
        ("unknown variable", said.variables, plan.variables),
        ("unknown value", said.values, plan.values),
    ):
        for name in sorted(set(ours) - {one.theirs for one in theirs}):
            click.echo(f"Note: the files have no {what} {name!r}.", err=True)


def _tell_losses(losses: Iterable[Loss]) -> None:
    for loss in losses:
        click.echo(f"Left out: {loss.what}: {loss.count:,}", err=True)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
