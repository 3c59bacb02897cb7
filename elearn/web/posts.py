"""Who represents a group and who stands in, from when to when: for coordinators of the region."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound, Refused
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.posts import appoint, dismiss, list_candidates, list_posts
from elearn.web.forms.groups import PostForm
from elearn.web.group_page import GroupPage, group_page, note, show
from elearn.web.refusals import Refusal, describe_refusal
from elearn.web.signed_in import get_viewer

bp = Blueprint("posts", __name__)
BOTH = ["GET", "POST"]


@bp.route("/<lang:lang>/regions/<ralo>/<als>/representatives", methods=BOTH)
def index(lang: str, ralo: str, als: str) -> Response:
    group = group_page(lang, ralo, als)
    if request.method == "GET":
        return page(group, *post_form(group, None))
    forms = {"appoint": give, "dismiss": end}
    act = forms.get(request.form.get("form", ""))
    if act is None:
        raise NotFound("form", "posts")
    return act(group)


def page(group: GroupPage, form: PostForm, choices: list[int], refusal: Refusal | None = None) -> Response:
    """`choices` are the accounts of those whom the form names."""
    holders = list_posts(current.session(), ralo=group.ralo, als_code=group.als.code, today=current.today())
    note("posts", [*choices, *(holder.account_id for holder in holders)])
    return show("groups/posts.html", group, refusal, holders=holders, form=form, today=current.today())


def post_form(group: GroupPage, typed: Any) -> tuple[PostForm, list[int]]:
    """The form, and the accounts of those who can be chosen in it."""
    form = PostForm(typed)
    members = list_candidates(current.session(), ralo=group.ralo, als_code=group.als.code)
    form.person.choices = {"": _("Choose")} | {member.uid: member.name for member in members}
    return form, [member.account_id for member in members]


def give(group: GroupPage) -> Response:
    form, choices = post_form(group, request.form)
    try:
        appoint(
            current.session(),
            by=get_viewer(),
            ralo=group.ralo,
            als_code=group.als.code,
            uid=form.text("person"),
            post=form.text("post"),
            since=form.text("since").strip(),
            until=form.text("until").strip(),
            now=current.now(),
        )
    except Refused as error:
        return page(group, form, choices, describe_refusal(form, error))
    return redirect(f"{group.address}/representatives?done=appointed#done", 303)


def end(group: GroupPage) -> Response:
    uid, viewer = request.form.get("person", ""), get_viewer()
    dismiss(current.session(), by=viewer, ralo=group.ralo, als_code=group.als.code, uid=uid, now=current.now())
    return redirect(f"{group.address}/representatives?done=dismissed#done", 303)
