"""`elearn preview` in the process: pages of files as they are, problems at their places, switches, nothing written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from config import LANGUAGES, Config
from elearn.content.compiler import Checked, check_tree
from elearn.content.files import Tree
from elearn.preview_app import create_preview
from elearn.web.preview_desk import Desk
from tests.content.test_fuzz import FILES, PLACES, TREE, mutated
from tests.content.test_inserts import R
from tests.content.test_workbench_inserts import START as INSERTED
from tests.content.trees import BASE, COURSE, LESSON, LESSON_FR, LF, QF, QUIZ, QUIZ_FR, TODAY, Files, L, M, Q

LESSON_PAGE, QUIZ_PAGE = "/en/c/ip/ip-reading", "/en/c/ip/ip-quiz"
Show = Callable[[Files], FlaskClient]


@pytest.fixture
def show(instance: Path, tmp_path: Path) -> Show:
    """A preview of these files, in a folder of this test."""
    root = tmp_path / "courses"

    def open_preview(files: Files) -> FlaskClient:
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        config = Config("", "", (root,), instance, "http://127.0.0.1:8010")
        desk = Desk((root,), LANGUAGES, lambda _: True, today=lambda: TODAY)
        return create_preview(config, desk).test_client()

    return open_preview


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address, headers={"Host": "127.0.0.1:8010"})
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def element(page: str, tag: str, key: str) -> str:
    """From the opening tag with this id to the next of its kind."""
    found = re.search(rf'<{tag}\b[^>]*id="{key}".*?(?=<{tag}\b[^>]*\bid=|</main>)', page, re.DOTALL)
    assert found, key
    return found[0]


def test_every_page_of_good_files_is_shown_as_it_would_be_published(show: Show) -> None:
    client = show({**BASE, LF: LESSON_FR})
    assert "The older ones have 32 bits" in text_of(client, LESSON_PAGE)
    assert "Les anciennes ont 32 bits" in text_of(client, "/fr/c/ip/ip-reading")
    assert "How many bits has an IPv6 address?" in text_of(client, QUIZ_PAGE)
    assert "Reading an address" in text_of(client, "/en/c/ip")
    assert "It coordinates names and numbers." in text_of(client, "/en/glossary")
    assert "The older ones have 32 bits" in text_of(client, "/en/c/ip/print")
    assert "ip" in text_of(client, "/en/c/ip/facilitator")
    index = text_of(client, "/")
    for address in (LESSON_PAGE, QUIZ_PAGE, "/en/c/ip", "/en/glossary", "/fr/c/ip/ip-reading"):
        assert f'href="{address}"' in index


def test_a_problem_stands_in_its_section_with_its_line_and_help(show: Show) -> None:
    page = text_of(show({**BASE, L: LESSON.replace(" <!-- #short -->", "")}), LESSON_PAGE)
    section = element(page, "section", "making-it-shorter")
    assert "error K001" in section
    assert "run `elearn fmt`, or add it yourself" in section
    assert "courses/ip/addresses/reading.md:21" in section
    assert "Drop the zeros at the front" in section, "the section is shown although it has no key yet"
    assert "1 error: this page would not be published." in page
    assert "K001" not in element(page, "section", "lengths")


def test_lines_are_those_of_the_file_also_where_keys_had_to_be_put_on_lines_of_their_own(show: Show) -> None:
    text = LESSON.replace("id: ip-reading\n", "").replace("<!-- #_intro -->\n", "").replace("#short", "#Short")
    page = text_of(show({**BASE, L: text}), "/en/c/ip/ip-reading")
    assert "reading.md:19" in page
    assert "K002" not in element(page, "section", "lengths").partition("Drop the zeros")[0].partition("</section>")[0]


def test_a_problem_of_a_question_stands_at_the_question_and_hints_are_shown(show: Show) -> None:
    text = QUIZ.replace("(x)", "( )").replace("  > Only half of it.\n", "")
    question = element(text_of(show({**BASE, Q: text}), QUIZ_PAGE), "fieldset", "bits")
    assert "error Q004" in question
    assert "hint Q101" in question
    assert question.index("</legend>") < question.index("error Q004")


def test_the_errors_of_a_translation_stand_at_its_text(show: Show) -> None:
    page = text_of(show({**BASE, LF: LESSON_FR.replace("#short", "#shirt")}), "/fr/c/ip/ip-reading")
    assert "T007" in page
    assert "did you mean `short`?" in page


def test_what_cannot_be_a_page_is_shown_line_by_line_with_the_error(show: Show) -> None:
    files = {**BASE, L: LESSON.encode() + b"\xff", M: "---\ntitle: [\n"}
    client = show(files)
    assert "U001" in text_of(client, "/preview/source/courses/ip/addresses/reading.md")
    assert "F003" in text_of(client, "/preview/problems")
    text_of(client, "/preview/source/courses/../../etc/passwd", 404)


def test_all_problems_are_on_one_page_the_worst_first(show: Show) -> None:
    page = text_of(show({**BASE, LF: LESSON_FR, Q: QUIZ.replace("(x)", "( )")}), "/preview/problems")
    assert page.index("error Q004") < page.index("warning T003")
    assert f'href="{QUIZ_PAGE}"' in page


def test_drafts_unlisted_files_and_two_files_with_one_id_are_shown(show: Show) -> None:
    files = {
        **BASE,
        L: LESSON.replace("type: lesson", "type: lesson\ndraft: true"),
        "ip/addresses/more.md": LESSON.replace("Two lengths", "Another one"),
    }
    client = show(files)
    assert "Two lengths" in text_of(client, "/en/c/ip/ip-reading-2") + text_of(client, LESSON_PAGE)
    assert "Another one" in text_of(client, "/en/c/ip/ip-reading-2") + text_of(client, LESSON_PAGE)
    assert "learners do not see it" in text_of(client, "/")


def test_switches_are_links_and_stay_while_one_reads_on(show: Show) -> None:
    client = show({**BASE, LF: LESSON_FR, L: LESSON.replace(" <!-- #short -->", "")})
    page = text_of(client, f"{LESSON_PAGE}?dir=rtl&media=no")
    assert '<html lang="en" dir="rtl">' in page
    assert "<img" not in page.partition("<main")[2].partition("<footer")[0]
    assert "Two rulers of different length." in page
    assert 'href="/en/c/ip/ip-quiz?dir=rtl&amp;media=no"' in page
    assert 'href="/fr/c/ip/ip-reading?dir=rtl&amp;media=no"' in page
    learner = text_of(client, f"{LESSON_PAGE}?view=learner")
    assert "K001" not in learner
    assert 'href="/en/c/ip/ip-reading"' in learner, "the way back"
    assert '<html lang="en" dir="ltr">' in text_of(client, f"{LESSON_PAGE}?dir=<script>&view=x")


def test_all_answers_shows_what_is_right_and_what_each_is_told(show: Show) -> None:
    client = show({**BASE, QF: QUIZ_FR})
    question = element(text_of(client, f"{QUIZ_PAGE}?view=answers"), "fieldset", "bits")
    assert re.search(r"Right</b>\s*<span[^>]*>128", question)
    assert re.search(r"Wrong</b>\s*<span[^>]*>32.*That is IPv4", question, re.DOTALL)
    assert "Four times as many bits." in question
    assert "Cela, c&#39;est IPv4" in text_of(client, "/fr/c/ip/ip-quiz?view=answers").replace("'", "&#39;")
    for view in ("author", "learner"):
        assert "That is IPv4" not in text_of(client, f"{QUIZ_PAGE}?view={view}")


def test_an_author_sees_every_question_of_a_pool_a_learner_those_that_are_drawn(show: Show) -> None:
    more = QUIZ.partition("## ")[2].replace("#bits objective=size", "#more").replace("IPv6 address", "IPv4 address")
    client = show({**BASE, Q: QUIZ.replace("#all -->", "#all draw=1 -->") + f"\n## {more}"})
    assert text_of(client, QUIZ_PAGE).count("<fieldset") == 2
    assert text_of(client, f"{QUIZ_PAGE}?view=learner").count("<fieldset") == 1


def test_pictures_are_served_without_any_rights(show: Show) -> None:
    client = show(BASE)
    address = re.search(r'src="(/media/[^"]+)"', text_of(client, LESSON_PAGE))
    assert address
    answer = client.get(address[1], headers={"Host": "127.0.0.1"})
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    text_of(client, "/media/ip/none.svg", 404)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8010", "127.0.0.1.evil.example", "[::1", "", "localhost.x"]
)
def test_another_name_is_told_nothing(show: Show, host: str) -> None:
    client = show(BASE)
    for address in (LESSON_PAGE, "/", "/preview/events", "/nowhere"):
        answer = client.get(address, headers={"Host": host})
        assert answer.status_code in (400, 421)
        assert "32 bits" not in answer.get_data(as_text=True)


def test_own_names_are_fine_and_forms_lead_on_without_recording(show: Show) -> None:
    client = show(BASE)
    for host in ("127.0.0.1:8010", "localhost:8010", "localhost"):
        assert client.get(LESSON_PAGE, headers={"Host": host}).status_code == 200
    own = {"Host": "127.0.0.1:8010"}
    done = client.post(f"{LESSON_PAGE}/done", headers=own)
    assert (done.status_code, done.location) == (303, QUIZ_PAGE)
    sent = client.post(QUIZ_PAGE, headers=own, data={"bits": "a"})
    assert (sent.status_code, sent.location) == (303, f"{QUIZ_PAGE}?view=answers")
    assert client.delete(LESSON_PAGE, headers=own).status_code == 405
    assert "not part of the preview" in text_of(client, "/en/me", 404)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=FILES, places=PLACES)
def test_whatever_stands_in_a_file_a_page_comes(show: Show, path: str, places: list[tuple[float, str, int]]) -> None:
    client = show({**TREE, path: mutated(str(TREE[path]), places)})
    for address in ("/", "/preview/problems", "/fr/glossary"):
        text_of(client, address)
    for address in set(re.findall(r'href="(/(?:\w\w/c/|preview/source/)[^"?#]+)', text_of(client, "/"))):
        assert client.get(address, headers={"Host": "127.0.0.1"}).status_code in (200, 404), address


def test_a_fault_of_ours_is_told_and_the_page_waits_for_the_next_save(instance: Path, tmp_path: Path) -> None:
    def fails(_tree: Tree) -> Checked:
        raise ZeroDivisionError("of ours <b>")

    desk = Desk((tmp_path,), LANGUAGES, lambda _: True, today=lambda: TODAY, check=fails)
    client = create_preview(Config("", "", (tmp_path,), instance, "http://127.0.0.1:8010"), desk).test_client()
    page = text_of(client, "/", 500)
    assert "ZeroDivisionError: of ours &lt;b&gt;" in page
    assert f'data-revision="{desk.revision}"' in page
    assert "/preview/static/preview.js" in page


def test_an_empty_folder_says_how_to_begin(show: Show) -> None:
    assert "elearn new course" in text_of(show({}), "/")


def test_translations_of_courses_that_nobody_asked_for_are_not_read(instance: Path, tmp_path: Path) -> None:
    read: list[str] = []

    def check(tree: Tree) -> Checked:
        read.extend(file.inside for file in tree.texts)
        return check_tree(tree, languages=LANGUAGES, today=TODAY)

    for name, content in {**BASE, LF: LESSON_FR, "other/course.md": COURSE, "other/course.fr.md": COURSE}.items():
        path = tmp_path / "courses" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    desk = Desk(
        (tmp_path / "courses",),
        LANGUAGES,
        lambda path: path.startswith("courses/ip/"),
        today=lambda: TODAY,
        check=check,
    )
    config = Config("", "", (tmp_path / "courses",), instance, "http://127.0.0.1:8010")
    index = text_of(create_preview(config, desk).test_client(), "/")
    assert LF in read
    assert "other/course.md" in read
    assert "other/course.fr.md" not in read
    assert "other/course.md" not in index


def test_whoever_waits_is_told_when_the_new_state_is_compiled(tmp_path: Path) -> None:
    desk = Desk((tmp_path,), LANGUAGES, lambda _: True, today=lambda: TODAY)
    before = desk.revision
    assert desk.wait(before, 0.01) == before
    (tmp_path / "glossary.md").write_text("---\n", encoding="utf-8")
    assert desk.look()
    assert desk.wait(before, 0.01) == desk.revision == before + 1
    assert next(found.code for found in desk.sketch().diagnostics) == "F002"
    assert not desk.look()


def test_recordings_shared_texts_files_and_questions_are_shown(show: Show) -> None:
    client = show(INSERTED)
    page = text_of(client, LESSON_PAGE)
    assert "Five regions stand together." in page
    assert 'href="/en/c/ip/ip-talk"' in page
    assert page.count("How many bits has an IPv6 address?") == 1
    assert "We begin with the rulers." in text_of(client, "/en/c/ip/ip-talk")
    files = re.findall(r'href="(/media/(?:ip|_shared)/[a-z-]+\.[0-9a-f]{8}\.(?:csv|txt))"', page)
    assert len(files) == 2
    for address in files:
        answer = client.get(address, headers={"Host": "127.0.0.1:8010"})
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_recording_with_errors_is_shown_with_them(show: Show) -> None:
    page = text_of(show({**INSERTED, R: str(INSERTED[R]).replace("length: 2m", "length: soon")}), "/en/c/ip/ip-talk")
    assert "error F007" in page
    assert "We begin with the rulers." in page


def test_a_save_reads_one_page_again(tmp_path: Path) -> None:
    root = tmp_path / "courses"
    for name, content in INSERTED.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    desk = Desk((root,), LANGUAGES, lambda _: True, today=lambda: TODAY)
    before = desk.sketch().site("ip")
    assert desk.bench.made["page"] == sum(name.endswith(".md") for name in INSERTED)
    (root / L).write_text(str(INSERTED[L]).replace("Every device", "Each device here"), encoding="utf-8")
    assert desk.look()
    after = desk.sketch().site("ip")
    assert {kind: desk.bench.made[kind] for kind in ("page", "targets")} == {"page": 1, "targets": 1}
    assert desk.bench.made["part"] == 1
    assert before != after
