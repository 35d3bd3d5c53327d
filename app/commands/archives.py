"""Commands for research archives: written, restored, and joined with their texts again."""

from collections.abc import Iterator
from pathlib import Path

import click

from app.commands import command, find_project, reading, writing
from app.commands.whole_files import whole_file

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, path_type=Path)
LARGEST_TEXT = 64 << 20


@click.command()
@click.argument("slug")
@click.option("--to", "target", type=TARGET, required=True, help="The ZIP to write.")
@click.option("--names", is_flag=True, help="Name the people instead of giving pseudonyms.")
@click.option("--private", is_flag=True, help="Hold private notes and talk with the managers as well.")
@click.option("--text-free", is_flag=True, help="Leave the texts out; quotes are cut short.")
@click.option(
    "--quote-length",
    type=click.IntRange(0, 1_000),
    default=40,
    show_default=True,
    help="Characters of a quote without texts.",
)
@command
def archive(slug: str, target: Path, names: bool, private: bool, text_free: bool, quote_length: int) -> None:
    """Write a project as one research archive, from which it can be restored.

    It holds all rounds, open ones as well, all versions of the codebook and every change, but no address,
    password or session. The same project gives the same bytes.
    """
    from app.services import archiving

    wishes = archiving.Wishes(names, private, quote_length if text_free else None)
    with reading() as session:
        project = find_project(session, slug)
        click.echo("Reading the project, restoring it on trial and measuring its rounds ...", err=True)
        with whole_file(target) as out:
            archiving.write(session, project, out, wishes)
    click.echo(f"Wrote {target}.")


@click.command("restore-project")
@click.argument("file", type=FILE)
@click.option("--as", "slug", help="Short name of the project; left out: the one it had.")
@command
def restore_project(file: Path, slug: str | None) -> None:
    """Make an equal project of a research archive; all of it, or nothing.

    Its people come back as accounts that nobody can sign in with. Give somebody a part in the project with
    `parallax project member`.
    """
    from app.services import restoring

    click.echo("Reading the archive and restoring it on trial ...", err=True)
    with file.open("rb") as source:
        files = restoring.examined(source)
    click.echo("Restoring the project ...", err=True)
    with writing() as session:
        project = restoring.restore(session, files, slug)
        click.echo(f"Restored the project {project.title!r} ({project.slug}).")


@click.command("join-texts")
@click.argument("file", type=FILE)
@click.option(
    "--texts",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="A folder with the files that were imported, or their texts.",
)
@click.option("--to", "target", type=TARGET, required=True, help="The ZIP to write.")
@command
def join_texts(file: Path, folder: Path, target: Path) -> None:
    """Make a whole research archive of one without texts and a folder that has them.

    Files are recognised by their hashes, whatever they are called.
    """
    from app.services import restoring

    click.echo("Looking for the texts and restoring the archive on trial ...", err=True)
    with file.open("rb") as source, whole_file(target) as out:
        joined = restoring.join(source, _contents(folder), out)
    if joined.without_source:
        told = ", ".join(joined.without_source[:5])
        count = len(joined.without_source)
        click.echo(f"Note: of {count:,} articles the text is there, not the file: {told}", err=True)
    click.echo(f"Wrote {target}: {joined.articles:,} articles with their texts.")


def _contents(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size <= LARGEST_TEXT:
            yield path.read_bytes()
