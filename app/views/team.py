"""Who belongs to a project, and invitations to it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.team import InvitationForm, RoleForm
from app.models import ROLES
from app.permissions import Permission, Scene
from app.services import accounts, invitations, team
from app.services.refused import Refused
from app.site import site
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify
from app.views.same_site import absolute

bp = Blueprint("team", __name__)

# The most common one first.
INVITED_AS = ("annotator", "adjudicator", "manager", "viewer")


def _form() -> InvitationForm:
    return InvitationForm(request.form, roles=INVITED_AS, check_email=accounts.canonical_email)


def _page(here: Scene, form: InvitationForm, problem: str = "") -> str:
    return render_template(
        "team/listing.html",
        page=team.list_members(here.session, here.project, listing()),
        former=team.former_members(here.session, here.project),
        invitations=invitations.list_invitations(here.session, here.project),
        state_of=invitations.state,
        roles=ROLES,
        form=form,
        problem=problem,
    )


@bp.get("/projects/<slug>/team", endpoint="listing")
@requires(Permission.SEE_TEAM)
def show(here: Scene) -> ResponseReturnValue:
    """List members and invitations."""
    return _page(here, _form())


def _back(here: Scene) -> ResponseReturnValue:
    return redirect(url_for("team.listing", slug=here.project.slug), 303)


@bp.post("/projects/<slug>/team/invitations")
@requires(Permission.MANAGE_TEAM)
def invite(here: Scene) -> ResponseReturnValue:
    """Make an invitation and show its link, once."""
    form = _form()
    if form.validate():
        with explaining(form):
            role, email = form.role.data, form.email.data or ""
            invitation, token = invitations.invite(here.session, here.project, here.user, role, email)
            link = absolute(url_for("invitations.show", token=token), site().config.base_url)
            return render_template("team/invited.html", invitation=invitation, link=link), 201
    return _page(here, form), 422


@bp.post("/projects/<slug>/team/invitations/<int:invitation_id>/revoke")
@requires(Permission.MANAGE_TEAM)
def revoke(here: Scene) -> ResponseReturnValue:
    """Make an invitation worthless."""
    try:
        invitations.revoke(here.session, here.user, here.project, here.invitation)
    except Refused as refusal:
        return _page(here, _form(), str(refusal)), 422
    notify("The invitation was revoked; its link leads nowhere now.")
    return _back(here)


@bp.post("/projects/<slug>/team/<int:member_id>/role")
@requires(Permission.MANAGE_TEAM)
def change_role(here: Scene) -> ResponseReturnValue:
    """Give a member another role."""
    form = RoleForm(request.form, roles=ROLES)
    if not form.validate():
        return _page(here, _form(), "Choose one of the roles."), 422
    try:
        team.change_role(here.session, here.project, here.other_member, form.role.data, actor=here.user)
    except Refused as refusal:
        return _page(here, _form(), str(refusal)), 422
    notify(f"{here.other_member.user.name} is {form.role.data} now.")
    return _back_or_away(here)


@bp.post("/projects/<slug>/team/<int:member_id>/remove")
@requires(Permission.MANAGE_TEAM)
def remove(here: Scene) -> ResponseReturnValue:
    """End somebody's part in the project."""
    try:
        team.remove(here.session, here.project, here.other_member, actor=here.user)
    except Refused as refusal:
        return _page(here, _form(), str(refusal)), 422
    notify(f"{here.other_member.user.name} no longer takes part. The annotations stay.")
    return _back_or_away(here)


def _back_or_away(here: Scene) -> ResponseReturnValue:
    """Return to the team, or to the start for somebody who has just given the management away."""
    itself = here.member is not None and here.other_member.id == here.member.id
    return redirect(url_for("home.home"), 303) if itself else _back(here)
