"""Who may do what with workshops, at the centre and on the laptop; codes that are tried; what a second click does."""

from __future__ import annotations

import re
import secrets
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from elearn.domain.access import Access
from elearn.exchange.bundles import read_bundle
from elearn.exchange.elp import read_header
from elearn.web.policy import IN_A_ROOM, POLICY
from tests.web.kinds import FOREIGN
from tests.web.world import MIXED, World

pytestmark = pytest.mark.xdist_group("kinds")

OF_A_LAPTOP = (Access.PUBLIC, Access.LOCAL, Access.ROOM, Access.FACILITATOR)
SAMPLES: dict[str, object] = {"lang": "en", "ralo": "afralo", "session_id": 1, "number": 1, "course": "ip"}
BASE = "/en/regions/afralo/workshops"
ROOM = ("/en/workshop", "/en/workshop/board", "/en/workshop/slips", "/en/workshop/screen", "/en/workshop/file")


def pages(world: World) -> tuple[str, ...]:
    one = f"{BASE}/{world.things['workshop']}"
    return (BASE, one, f"{one}/bundle", f"{one}/receipt")


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 303), ("guest", 303), ("learner", 404), ("representative", 404), ("coordinator", 200)],
)
def test_a_regions_workshops_are_its_coordinators(world: World, who: str, status: int) -> None:
    client = world.browsers[who]
    assert [client.get(path).status_code for path in pages(world)] == [status] * 4
    assert client.get(BASE.replace("afralo", "euralo")).status_code == (404 if status == 200 else status)
    if status != 200:
        assert [client.post(path, data={"form": "revoke"}).status_code for path in pages(world)[:2]] == [status] * 2


def test_an_administrator_sees_a_workshop_in_its_own_region_only(world: World) -> None:
    client = world.browsers["administrator"]
    assert client.get(pages(world)[1]).status_code == 200
    assert client.get(pages(world)[1].replace("afralo", "euralo")).status_code == 404


@pytest.mark.parametrize("who", ["visitor", "coordinator", "administrator"])
def test_the_rooms_pages_are_on_its_laptop_only(world: World, who: str) -> None:
    assert {world.browsers[who].get(path).status_code for path in ROOM} == {404}


@pytest.mark.parametrize("who", ["phone", "participant", "facilitator"])
def test_on_a_laptop_whatever_is_not_for_a_workshop_leads_to_the_list_of_names(world: World, who: str) -> None:
    """Every endpoint that is not: nothing there says that it was saved."""
    browser = world.browsers[who]
    app = browser.application
    held_back = (set(POLICY) - IN_A_ROOM) - {name for name, access in POLICY.items() if access in OF_A_LAPTOP}
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in held_back:
            continue
        path = adapter.build(rule.endpoint, {name: SAMPLES.get(name, "x") for name in rule.arguments})
        for method in {"GET", "POST"} & (rule.methods or set()):
            answer = browser.open(
                path, method=method, data={"form": "name", "name": "Ada"} if method == "POST" else None
            )
            if path.startswith(("/sync/", "/api/")):
                assert answer.status_code == 404, rule
            elif answer.status_code != 308:
                assert (answer.status_code, answer.headers.get("Location")) == (303, "/en/workshop"), (rule, method)
    if who == "phone":
        assert browser.get("/").headers["Location"] == "/en/workshop"


@pytest.mark.parametrize("path", ["/en/sign-out", "/en/workshop/board/close"])
def test_whoever_has_the_facilitators_phone_next_needs_the_code(world: World, path: str) -> None:
    code = world.things["board"]
    phone = fresh(world)
    phone.post("/en/workshop/board", data={"code": code})
    assert 'action="/en/workshop/board/close"' in phone.get("/en/workshop/board").text
    assert phone.get("/en/workshop/slips").status_code == 200
    assert phone.post(path, headers=FOREIGN).status_code == 403
    assert phone.get("/en/workshop/slips").status_code == 200
    for _ in range(2):
        assert phone.post(path).status_code == 303
        assert phone.get("/en/workshop/slips").status_code == 303


def test_a_phone_without_the_facilitators_code_sees_no_slip_and_no_file(world: World) -> None:
    for who in ("phone", "participant"):
        for path in ROOM[2:]:
            answer = world.browsers[who].get(path)
            assert (answer.status_code, answer.headers["Location"]) == (303, "/en/workshop/board"), path
        assert world.browsers[who].post("/en/workshop/board", data={"course": "ip"}).status_code == 200
        assert 'name="present"' not in world.browsers[who].get("/en/workshop/board").text


def test_nothing_of_a_laptop_asks_for_a_safe_line(world: World) -> None:
    answer = world.browsers["participant"].get("/en/workshop")
    assert "Strict-Transport-Security" not in answer.headers
    assert "upgrade-insecure-requests" not in answer.headers["Content-Security-Policy"]
    phone = fresh(world)
    cookies = phone.post("/en/workshop", data=newcomer(world, "1" * 32)).headers.getlist("Set-Cookie")
    assert cookies
    assert {cookie.partition("=")[0] for cookie in cookies} == {"workshop-session", "reader"}
    assert not any("Secure" in cookie for cookie in cookies)


def fresh(world: World) -> FlaskClient:
    return world.browsers["phone"].application.test_client()


def newcomer(world: World, nonce: str) -> dict[str, str]:
    return {"form": "new", "code": world.things["wall"], "nonce": nonce, "name": "Ife", "als": ""}


def test_the_form_of_somebody_new_sent_twice_is_one_person(world: World) -> None:
    for _ in range(3):
        assert fresh(world).post("/en/workshop", data=newcomer(world, "2" * 32)).status_code == 303
    board = world.browsers["facilitator"].get("/en/workshop/slips").text
    before = board.count("<bdi>Ife</bdi>")
    fresh(world).post("/en/workshop", data=newcomer(world, "2" * 32))
    assert world.browsers["facilitator"].get("/en/workshop/slips").text.count("<bdi>Ife</bdi>") == before


@pytest.mark.parametrize(
    ("said", "status", "has_it"),
    [
        ({}, 303, False),
        ({"asked": "yes"}, 422, False),
        ({"asked": "yes", "mine": "no"}, 303, False),
        ({"asked": "yes", "mine": "yes"}, 303, True),
    ],
)
def test_what_the_one_before_did_goes_to_nobody_who_was_not_asked(
    world: World, said: dict[str, str], status: int, has_it: bool
) -> None:
    phone = fresh(world)
    assert phone.post("/en/c/ip/ip-addresses-quiz", data=MIXED).status_code == 303
    page = phone.get(f"/en/workshop?code={world.things['wall']}").text
    assert page.count('name="asked" value="yes"') == page.count('<form method="post" action="/en/workshop#errors')
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    answer = phone.post("/en/workshop", data=newcomer(world, secrets.token_hex(16)) | {"name": "Olu"} | said)
    assert answer.status_code == status
    if status == 422:
        ids = re.findall(r' id="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids))
        assert 'href="#mine"' in answer.text
    else:
        assert (
            "/en/attempts/" in phone.get("/en/me").text or "ip-addresses-quiz" in phone.get("/en/me").text
        ) is has_it


def test_another_site_cannot_press_a_button(world: World) -> None:
    for who, path in (("coordinator", pages(world)[1]), ("facilitator", ROOM[1])):
        answer = world.browsers[who].post(path, data={"form": "revoke", "course": "ip"}, headers=FOREIGN)
        assert answer.status_code == 403


def test_digits_of_a_slip_are_not_tried_a_thousand_times(world: World) -> None:
    phone = fresh(world)
    slips = world.browsers["facilitator"].get("/en/workshop/slips").text
    right = re.findall(r'dir="ltr">(\d{4})</bdi>', slips)
    uid = re.findall(r'<option value="([0-9a-f]{32})">', phone.get(f"/en/workshop?code={world.things['wall']}").text)[0]
    wrong = next(f"{number:04d}" for number in range(10_000) if f"{number:04d}" not in right)
    form = {"form": "slip", "code": world.things["wall"], "who": uid, "slip": wrong}
    seen = [phone.post("/en/workshop", data=form).status_code for _ in range(8)]
    assert seen[:5] == [422] * 5
    assert seen[-1] == 429
    assert "Retry-After" not in phone.get("/en/workshop").headers


def test_the_file_of_the_board_is_a_workshop_file(world: World) -> None:
    answer = world.browsers["facilitator"].get("/en/workshop/file")
    assert read_header(answer.data).node == world.things["workshop"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_bundle_holds_only_who_may_be_named(world: World) -> None:
    bundle = read_bundle(world.browsers["coordinator"].get(pages(world)[2]).data)
    assert bundle.people
    assert all("@" not in one.name for one in bundle.people)


@pytest.mark.parametrize("data", [b"", b"x", b"\x1f\x8b", b"{}"])
def test_the_machine_door_says_why_a_file_is_refused(world: World, data: bytes) -> None:
    client = world.site.test_client()
    upload = {"file": (BytesIO(data), "f.elp")}
    answer = client.post(f"/sync/v1/nodes/{world.things['workshop']}/events", data=upload)
    assert answer.status_code == 422
    assert answer.get_json()["error"]["code"].startswith("elp-")
    assert answer.headers.getlist("Set-Cookie") == []


def test_a_wrong_enrolment_code_opens_nothing(world: World) -> None:
    answer = world.site.test_client().post("/sync/v1/nodes/enrol", data={"code": "AAAA-BBBB-CCCC"})
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "notfound"
