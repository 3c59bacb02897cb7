"""How a group grows: invitations, people to confirm, representatives, somebody who moves."""

from __future__ import annotations

import secrets
from functools import partial

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.domain.pasted import Standing, write_pasted
from elearn.extensions import current
from elearn.services.approvals import decide_members, list_declared
from elearn.services.group_invitations import (
    invite_people,
    list_pending,
    sort_paste,
    withdraw_invitations,
    write_again,
)
from elearn.web.group_page import GroupPage, describe_list_refusal, group_page, invite_form, note, show, ticked
from elearn.web.group_words import misread_sentence
from elearn.web.letters import group_invitation_letter
from elearn.web.refusals import Refusal, describe_refusal
from elearn.web.signed_in import get_viewer, new_token

bp = Blueprint("groups", __name__)
BOTH = ["GET", "POST"]


@bp.route("/<lang:lang>/regions/<ralo>/<als>/invitations", methods=BOTH)
def invitations(lang: str, ralo: str, als: str) -> Response:
    group = group_page(lang, ralo, als)
    if request.method == "GET":
        return invitations_page(group)
    forms = {"look": look, "send": send, "again": again, "withdraw": withdraw}
    act = forms.get(request.form.get("form", ""))
    if act is None:
        raise NotFound("form", "invitations")
    return act(group)


def invitations_page(group: GroupPage, refusal: Refusal | None = None, *, typed: bool = False) -> Response:
    pending = list_pending(current.session(), ralo=group.ralo, als_code=group.als.code)
    note("invitations", [person.account_id for person in pending])
    form = invite_form(group.als, typed=typed)
    if refusal and typed:
        form.make_showable()
        form.show(dict(refusal.problems))
    return show("groups/invitations.html", group, refusal, pending=pending, form=form)


def look(group: GroupPage) -> Response:
    """Who of the paste would be written to. Nothing is sent and nothing is kept."""
    form = invite_form(group.als, typed=True)
    try:
        found = sort_paste(current.session(), ralo=group.ralo, als_code=group.als.code, text=form.text("people"))
    except Refused as error:
        return invitations_page(group, describe_refusal(form, error), typed=True)
    form.make_showable()
    new = found.people[Standing.NEW]
    wrong = [(piece.text, misread_sentence(piece.code)) for piece in found.wrong]
    return show("groups/preview.html", group, found=found, new=new, paste=write_pasted(new), wrong=wrong, form=form)


def send(group: GroupPage) -> Response:
    form = invite_form(group.als, typed=True)
    try:
        number = invite_people(
            current.session(),
            ralo=group.ralo,
            als_code=group.als.code,
            text=form.text("people"),
            language=form.text("language"),
            by=get_viewer().uid,
            new_uid=lambda: secrets.token_hex(16),
            new_token=new_token,
            compose=partial(group_invitation_letter, group.als.name),
            now=current.now(),
        )
    except (Refused, Throttled) as error:
        return invitations_page(group, describe_refusal(form, error), typed=True)
    return redirect(f"{group.address}/invitations?done=sent&n={number}#done", 303)


def again(group: GroupPage) -> Response:
    try:
        uids = ticked()
        number = write_again(
            current.session(),
            ralo=group.ralo,
            als_code=group.als.code,
            uids=uids,
            by=get_viewer().uid,
            new_token=new_token,
            compose=partial(group_invitation_letter, group.als.name),
            now=current.now(),
        )
    except (Refused, Throttled) as error:
        return invitations_page(group, describe_list_refusal(error))
    return redirect(f"{group.address}/invitations?done=again&n={number}&late={len(uids) - number}#done", 303)


def withdraw(group: GroupPage) -> Response:
    try:
        uids = ticked()
    except Refused as error:
        return invitations_page(group, describe_list_refusal(error))
    number = withdraw_invitations(
        current.session(),
        ralo=group.ralo,
        als_code=group.als.code,
        uids=uids,
        by=get_viewer().uid,
        now=current.now(),
    )
    return redirect(f"{group.address}/invitations?done=withdrawn&n={number}#done", 303)


@bp.route("/<lang:lang>/regions/<ralo>/<als>/approvals", methods=BOTH)
def approvals(lang: str, ralo: str, als: str) -> Response:
    group = group_page(lang, ralo, als)
    if request.method == "GET":
        return approvals_page(group)
    verdict = request.form.get("verdict", "")
    if verdict not in ("confirmed", "refused"):
        raise NotFound("form", "approvals")
    try:
        uids = ticked()
    except Refused as error:
        return approvals_page(group, describe_list_refusal(error))
    decided = decide(group, uids, confirm=verdict == "confirmed")
    return redirect(f"{group.address}/approvals?done={verdict}&{decided}#done", 303)


def approvals_page(group: GroupPage, refusal: Refusal | None = None) -> Response:
    people = list_declared(current.session(), ralo=group.ralo, als_code=group.als.code)
    note("approvals", [person.account_id for person in people])
    return show("groups/approvals.html", group, refusal, people=people)


def decide(group: GroupPage, uids: list[str], *, confirm: bool) -> str:
    """The rest of the address that tells what came of it."""
    decided = decide_members(
        current.session(),
        ralo=group.ralo,
        als_code=group.als.code,
        uids=uids,
        confirm=confirm,
        by=get_viewer().uid,
        now=current.now(),
    )
    return f"n={decided.done}&late={decided.late}"
