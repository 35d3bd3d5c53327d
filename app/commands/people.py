"""Commands for accounts, projects and members."""

import sys
from pathlib import Path

import click

from annotations.text import decode
from app.commands import command, find_project, find_user, writing
from app.models import ROLES
from app.services import accounts, codebooks, passwords, projects, team
from config import Config

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The name that colleagues see.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--admin", is_flag=True, help="May administer accounts.")
@command
def add_user(email: str, name: str, password_stdin: bool, admin: bool) -> None:
    """Add an account. Without a password its owner comes in by a link of `parallax user reset`."""
    password_hash = None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        passwords.refuse_weak(password, email=email)
        password_hash = passwords.hash_password(password)
    with writing() as session:
        added = accounts.add_user(session, email, name, password_hash, admin)
        click.echo(f"Added {added.email}.")


@user.command("reset")
@click.argument("email")
@command
def reset_user(email: str) -> None:
    """Take a forgotten password away and print a one-time link by which a new one is chosen."""
    with writing() as session:
        found = find_user(session, email)
        token = accounts.reset_password(session, None, found)
    click.echo(f"{found.email} was signed out everywhere. This link works once, within a day:")
    click.echo(f"{Config.from_environ().base_url or '(the address of the site)'}/links/{token}")


@click.group()
def project() -> None:
    """Projects and their members."""


@project.command("add")
@click.argument("slug")
@click.option("--title", required=True, help="What people read.")
@click.option("--codebook", type=FILE, required=True, help="A codebook file, .toml, .csv or .qdc.")
@click.option("--manager", help="E-mail address of an account that becomes its manager.")
@click.option("--draft", is_flag=True, help="Leave the codebook a draft instead of freezing it.")
@command
def add_project(slug: str, title: str, codebook: Path, manager: str | None, draft: bool) -> None:
    """Add a project with its codebook, frozen and ready for a round."""
    text = decode(codebook.read_bytes()).text
    with writing() as session:
        owner = find_user(session, manager) if manager else None
        kind = codebook.suffix.lower().removeprefix(".") or "toml"
        made = projects.create_project(session, owner, slug, title, text, kind)
        version = codebooks.newest(session, made)
        if version and not draft:
            codebooks.freeze(session, version, owner)
        click.echo(f"Added the project {made.slug}.")


@project.command("member")
@click.argument("slug")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@command
def add_member(slug: str, email: str, role: str) -> None:
    """Give an account a part in a project, or another part than it has."""
    with writing() as session:
        found, person = find_project(session, slug), find_user(session, email)
        member = team.current_member(session, found, person)
        if member is None:
            member = team.add_member(session, found, person, role)
        elif member.role != role:
            team.change_role(session, found, member, role, actor=None)
        click.echo(f"{member.user.email} is {member.role} of {slug}, in exports {member.pseudonym}.")
