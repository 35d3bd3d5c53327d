"""The command `parallax`. Help is instant: a command's own module is imported only when it runs."""

from importlib import import_module
from typing import Any

import click

# command -> (module, name of the click command in it, one line for the overview)
COMMANDS = {
    "init": ("app.commands.site", "init", "Make or migrate the database of the data folder."),
    "run": ("app.commands.site", "run", "Serve the site."),
    "worker": ("app.commands.site", "worker", "Do long work apart from the server."),
    "sample": ("app.commands.site", "sample", "Load the sample project."),
    "doctor": ("app.commands.site", "doctor", "Check that every label is as it was saved."),
    "user": ("app.commands.people", "user", "Accounts."),
    "project": ("app.commands.people", "project", "Projects and their members."),
    "article": ("app.commands.work", "article", "Articles."),
    "event": ("app.commands.events", "event", "Events."),
    "round": ("app.commands.work", "round_", "Rounds."),
    "annotation": ("app.commands.work", "annotation", "Annotations made elsewhere."),
    "spans": ("app.commands.spans", "spans", "Spans in the formats of other programs."),
    "labelstudio": ("app.commands.labelstudio", "labelstudio", "A server of Label Studio."),
    "suggest": ("app.commands.suggesting", "suggest", "Ask a backend of Label Studio for suggestions."),
    "terms": ("app.commands.terms", "terms", "Words that suggest labels."),
    "key": ("app.commands.keys", "key", "Answer keys for training."),
    "outlet": ("app.commands.outlets", "outlet", "Outlets."),
    "credibility": ("app.commands.outlets", "credibility", "Print how credible outlets were rated."),
    "agreement": ("app.commands.results", "agreement", "Print the agreement of a round."),
    "reliability": ("app.commands.reliability", "reliability", "Measure the agreement in a file."),
    "framing": ("app.commands.framing", "framing", "Print how outlets frame what they report."),
    "preset": ("app.commands.presets", "preset", "Write matrices for one program."),
    "export": ("app.commands.results", "export", "Write the CSV bundle of a project."),
    "archive": ("app.commands.archives", "archive", "Write the research archive of a project."),
    "restore-project": ("app.commands.archives", "restore_project", "Make a project of its archive."),
    "join-texts": ("app.commands.archives", "join_texts", "Put the texts back into an archive without them."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import the command."""
        if name not in COMMANDS:
            return None
        module, attribute, _summary = COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_module, _name, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="parallax")
def cli() -> None:
    r"""Mark framing in news articles as a team, measure agreement, export data.

    PARALLAX_DATA names the data folder (default ./data), DATABASE_URL the database (default: SQLite in
    the data folder).

    \b
    Exit codes: 0 done, 1 refused (the message says what and why), 2 wrong use of a command,
    3 the installation is not ready (run: parallax init), 4 doctor found something.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run one command."""
    return cli.main(args=arguments, prog_name="parallax")


if __name__ == "__main__":
    main()
