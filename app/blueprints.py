"""All blueprints, and what every template may use."""

from flask import Flask, g

from app.api import annotations as annotations_api
from app.api.labelstudio import blueprint as labelstudio
from app.api.v1 import blueprint as v1
from app.permissions import Permission, permits
from app.views import (
    account,
    accounts,
    adjudication,
    agreement,
    annotate,
    auth,
    calls,
    codebook,
    codebook_draft,
    codebook_recoding,
    compare,
    corpus,
    drift,
    exports,
    file_agreement,
    framing,
    halo,
    home,
    invitations,
    keys,
    label_studio,
    leases,
    live,
    marks,
    masks,
    norming,
    presets,
    projects,
    queue,
    ratings,
    recoding,
    round_changes,
    rounds,
    setup,
    so_far,
    sourcing,
    suggestions,
    talk,
    talk_links,
    team,
    terms,
    tokens,
    training,
)

BLUEPRINTS = (
    account.bp,
    accounts.bp,
    adjudication.bp,
    agreement.bp,
    annotate.bp,
    annotations_api.bp,
    auth.bp,
    calls.bp,
    codebook.bp,
    codebook_draft.bp,
    codebook_recoding.bp,
    compare.bp,
    corpus.bp,
    drift.bp,
    exports.bp,
    file_agreement.bp,
    framing.bp,
    halo.bp,
    home.bp,
    invitations.bp,
    keys.bp,
    label_studio.bp,
    labelstudio.bp,
    leases.bp,
    marks.bp,
    masks.bp,
    norming.bp,
    live.bp,
    presets.bp,
    projects.bp,
    queue.bp,
    ratings.bp,
    recoding.bp,
    round_changes.bp,
    rounds.bp,
    setup.bp,
    so_far.bp,
    sourcing.bp,
    suggestions.bp,
    talk.bp,
    team.bp,
    terms.bp,
    tokens.bp,
    training.bp,
    v1.bp,
)


def may(name: str) -> bool:
    """Say in a template whether the person who asks has a permission in the scene of the page."""
    scene = g.get("scene")
    return scene is not None and permits(scene, Permission[name])


def install(app: Flask) -> None:
    """Register every page."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.globals["may"] = may
    app.jinja_env.globals["talk_paths"] = talk_links.Paths
    for link in (talk_links.talk_news, talk_links.talk_count, talk_links.talk_counts):
        app.jinja_env.globals[link.__name__] = link
    app.context_processor(lambda: {"scene": g.get("scene")})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
