"""The command that prints the profile of one outlet: what is known of it, its credibility and its framing."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.framing import BENJAMINI_HOCHBERG, MONTH, OUTLET, VOICE, Contrast, Stance
from app.commands import command, find_project, framing_asked, reading
from app.commands.framing_asked import as_dicts, asking, csv_text, many
from app.models import Outlet, Project
from app.services import framing_tables, outlets, rated
from app.services.framing import Framing
from app.services.framing_tables import ALL_TARGETS
from app.services.refused import Refused

PARTS = ("rates", "voices", "months", "valence", "contrasts")


@click.command()
@click.argument("slug")
@click.argument("name", metavar="OUTLET")
@click.option(
    "--part", type=click.Choice(PARTS), default=PARTS[0], show_default=True, help="Which table CSV prints."
)
@asking
@command
def profile(slug: str, name: str, part: str, form: str, rounds: Sequence[str], **given: str | None) -> None:
    """Print the profile of an outlet: its labels, voices, valence and months, against the others.

    The table and JSON hold all parts with what is known of the outlet and its newest credibility score. Only
    rounds that show their results count, and only rounds of one codebook version together.
    """
    framing_asked.prepare(slug, given)
    with reading() as session:
        project = find_project(session, slug)
        outlet = _find(session, project, name)
        facts = _facts(session, project, outlet)
        found = framing_asked.look(session, project, rounds, given)
        if form == "csv":
            printed = [csv_text(_tables(found, outlet.name)[part])]
        elif form == "json":
            told = facts | {key: as_dicts(table) for key, table in _tables(found, outlet.name).items()}
            printed = [json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1)]
        else:
            printed = [*_about(facts), *_profile(found, outlet.name)]
    for line in printed:
        click.echo(line)


def _find(session: Session, project: Project, name: str) -> Outlet:
    query = select(Outlet).where(Outlet.project_id == project.id, Outlet.name == name)
    found = session.scalar(query)
    if found is None:
        raise Refused(f"The project {project.slug!r} has no outlet {name!r}; see parallax outlet list.")
    return found


def _facts(session: Session, project: Project, outlet: Outlet) -> dict[str, Any]:
    scored = rated.newest_scores(rated.every(session, project)).get(outlet.id)
    known = {"outlet": outlet.name, "kind": outlet.kind, "country": outlet.country, "url": outlet.url}
    told: dict[str, Any] = {key: value or None for key, value in known.items()}
    told |= {"articles": outlets.number_of_articles(session, outlet)}
    if scored is None:
        return told | {"credibility": None}
    results, score = scored
    parts = {"session": results.session.name, "score": score.value, "raters": len(score.by_rater)}
    return told | {"credibility": parts | {"low": score.low, "high": score.high}}


def _tables(found: Framing, outlet: str) -> dict[str, tuple[Any, list[tuple[Any, ...]]]]:
    own = [one for one in framing_tables.lines_by(found, OUTLET) if one.group == outlet]
    rows = {
        "rates": own,
        "voices": framing_tables.lines_by(found, VOICE, outlet) if own else [],
        "months": framing_tables.lines_by(found, MONTH, outlet) if own else [],
    }
    tables = {key: framing_tables.rate_table(found, lines) for key, lines in rows.items()}
    here = [outlet] if own else []
    tables["valence"] = framing_tables.valence_table(found, framing_tables.stances_of(found, here))
    contrasts = framing_tables.contrasts_of(found, here)
    return tables | {"contrasts": framing_tables.contrast_table(found, contrasts, BENJAMINI_HOCHBERG)}


def _about(facts: dict[str, Any]) -> Iterator[str]:
    known = ", ".join(facts[key] for key in ("kind", "country", "url") if facts[key])
    yield facts["outlet"] + (f" ({known})" if known else "")
    yield f"{many(facts['articles'], 'article')} in the corpus"
    score = facts["credibility"]
    if score is None:
        yield "Credibility: not rated"
    else:
        value = "no score" if score["score"] is None else f"{score['score']:.1f}"
        spread = "" if score["low"] is None else f", {score['low']:.1f} to {score['high']:.1f}"
        raters = many(score["raters"], "rater")
        yield f"Credibility: {value} in {score['session']} ({raters}{spread})"


def _profile(found: Framing, outlet: str) -> Iterator[str]:
    names = framing_asked.names_of(found)
    own = [one for one in framing_tables.lines_by(found, OUTLET) if one.group == outlet]
    if not own:
        yield "\nNo article of this outlet was read in these rounds."
        return
    yield from framing_asked.basis(found, outlet)
    yield from framing_asked.rate_lines(own, names, lambda _group: "Labels")
    yield from framing_asked.rate_lines(
        framing_tables.lines_by(found, VOICE, outlet), names, lambda group: f"Voice: {names.of(VOICE, group)}"
    )
    stances = framing_tables.stances_of(found, [outlet])
    if stances:
        yield "\nMean valence"
        yield from (_stance(one, names.of("target", one.target) if one.target else "") for one in stances)
    yield "\nAgainst the others on the same events"
    for one in framing_tables.contrasts_of(found, [outlet]):
        yield _contrast(one, names.label(one.label))
    yield from framing_asked.rate_lines(
        framing_tables.lines_by(found, MONTH, outlet), names, lambda group: f"Month: {group}"
    )


def _stance(one: Stance, name: str) -> str:
    ratio = one.ratio
    limits = "" if ratio.low is None else f"  {ratio.low:+.2f} to {ratio.high:+.2f}"
    told = ratio.reason if ratio.value is None else f"{ratio.value:+8.2f}{limits}"
    return f"  {name or ALL_TARGETS:<34}{told}"


def _contrast(one: Contrast, label: str) -> str:
    found = one.difference
    if found.value is None:
        return f"  {label:<34}{found.reason}"
    limits = "" if found.low is None else f"  {found.low:+.2f} to {found.high:+.2f}"
    corrected = "" if one.adjusted is None else f"  p {one.adjusted:.3f}, corrected"
    told = f"{found.own:.2f}, the others {found.others:.2f}: {found.value:+.2f}"
    return f"  {label:<34}{told}{limits}{corrected}{'  differs' if one.is_found else ''}"
