"""An author's whole day: paste, watch, find a wrong arrow by its words, change it in words and Mermaid, restore."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from served import PbServer
from support.browser import NARROW, USUAL, WIDE, Reader

pytestmark = pytest.mark.drill
Readers = Callable[..., Reader]
MAPS = "A text encoder maps the input sentence to token embeddings."
SOURCE = f"{MAPS} The token embeddings are passed to a retrieval module. The decoder generates the output summary."
HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
SLOW = 120_000


@pytest.fixture
def key(server: PbServer) -> str:
    return server.new_key(50)


def signed_in(reader: Readers, key: str, **looks: object) -> Reader:
    someone = reader(**looks)
    someone.page.goto("/studio/sign-in")
    someone.page.get_by_label("API key").fill(key)
    someone.page.get_by_role("button", name="Sign in").click()
    someone.page.wait_for_url("**/studio")
    return someone


def made(server: PbServer, key: str, path: str, body: dict[str, Any]) -> str:
    """The id of a finished task."""
    with server.client(key) as http:
        task_id = str(http.post(path, json=body).raise_for_status().json()["task_id"])
        while (task := http.get(f"/api/tasks/{task_id}", headers={"Prefer": "wait=60"}).json())["status"] in {
            "pending",
            "running",
        }:
            pass
    assert task["status"] == "completed", task["error"]
    return task_id


def next_version(page: Page, button: str) -> None:
    """Press a button that draws a new version, and watch until it is drawn."""
    before = page.url
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(lambda url: url.partition("?")[0] != before.partition("?")[0])
    expect(page.locator(".drawing")).to_be_visible(timeout=SLOW)


def test_the_day_of_an_author(reader: Readers, key: str) -> None:
    author = signed_in(reader, key)
    page = author.page
    page.goto("/studio")
    page.locator('main a[href^="/studio/new/"]').first.click()
    page.get_by_label("Text", exact=False).first.fill(SOURCE)
    page.get_by_label("Caption").fill("Figure 1: Overview")
    page.get_by_role("button", name="Make the figure").click()
    expect(page.locator(".drawing")).to_be_visible(timeout=SLOW)
    first = page.url

    page.get_by_role("link", name=MAPS).click()
    page.locator("#chosen .part", has_text="text encoder → token embeddings").click()
    expect(page.locator("#chosen blockquote")).to_have_text(MAPS)
    page.locator("#chosen details.edits > summary").click()
    next_version(page, "Turn round")
    expect(page.locator(".bench-parts .part", has_text="token embeddings → text encoder")).to_contain_text("author")

    page.get_by_label("In words").fill("rename the decoder to 'summary writer', lay it out from top to bottom")
    next_version(page, "Draw the change")
    expect(page.locator(".drawing")).to_contain_text("summary writer")

    page.locator("#plan > summary").click()
    plan = page.get_by_label("Plan", exact=True)
    plan.fill(plan.input_value().replace("token-embeddings --> retrieval-module", "token-embeddings --<"))
    expect(page.locator("#told-plan")).to_contain_text("Go to line", timeout=SLOW)
    page.get_by_role("button", name="Go to line").click()
    plan.fill("flowchart TD\n  a[text encoder] --> b[token embeddings] --> c[retrieval module]")
    expect(page.locator("#told-plan")).to_contain_text("It would change", timeout=SLOW)
    next_version(page, "Draw this plan")
    expect(page.locator(".bench-parts .part")).to_have_count(5)

    page.get_by_role("link", name="All versions, and what changed").click()
    expect(page.locator(".versions > li")).to_have_count(4)
    expect(page.locator(".versions")).to_contain_text("'decoder' is called 'summary writer'")
    author.examine()
    next_version(page, "Restore version 1")
    expect(page.locator(".bench-parts .part", has_text="text encoder → token embeddings")).to_contain_text("stated")
    assert page.url != first

    with page.expect_download() as download:
        page.get_by_role("link", name="PowerPoint").click()
    assert download.value.path().read_bytes().startswith(b"PK")
    assert download.value.suggested_filename.endswith(".pptx")
    with page.expect_download() as download:
        page.get_by_role("link", name="Bundle with everything").click()
    assert download.value.path().read_bytes().startswith(b"PK")


@pytest.mark.parametrize(("width", "dark"), [(NARROW, False), (USUAL, True), (WIDE, False), (WIDE, True)])
def test_nothing_hostile_runs_and_nothing_runs_off_the_page(
    server: PbServer,
    reader: Readers,
    key: str,
    width: int,
    dark: bool,  # noqa: FBT001 - a parameter
) -> None:
    plan = {
        "elements": [{"id": "a", "label": HOSTILE[:60]}, {"id": "b\"'><x", "label": "W" * 100, "group": "g"}],
        "connections": [{"from": "a", "to": "b\"'><x", "label": "<b>x</b>"}],
        "groups": [{"id": "g", "title": "{{ 7*7 }} ${7*7}"}],
    }
    task_id = made(server, key, "/api/generate", {"plan": plan, "caption": HOSTILE, "iterations": 1})
    version = made(server, key, f"/api/tasks/{task_id}/revise", {"instruction": "make 'a' a store"})
    author = signed_in(reader, key, width=width, dark=dark)
    page = author.page
    for path in (f"/studio/figures/{task_id}?part=element-1", f"/studio/figures/{version}/versions", "/studio/figures"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.title() != "run"
        author.examine()
    page.goto(f"/studio/figures/{task_id}")
    page.locator("#plan > summary").click()
    page.get_by_label("Plan", exact=True).fill(f'flowchart LR\n  a["{HOSTILE}"] --x\n  b --> ')
    expect(page.locator("#told-plan .error")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Draw this plan").click()
    expect(page.locator("#messages")).to_contain_text("Not changed")
    assert page.title() != "run"


def test_two_tabs_make_two_versions_and_a_key_that_is_deleted_shows_nothing_more(
    server: PbServer, reader: Readers, key: str
) -> None:
    body = {"source_context": SOURCE, "caption": "Figure 1", "iterations": 1}
    task_id = made(server, key, "/api/generate", body)
    author = signed_in(reader, key)
    tabs = [author.page, author.context.new_page()]
    for tab in tabs:
        tab.goto(f"/studio/figures/{task_id}")
    for tab, words in zip(tabs, ("use the slate palette", "make it 4:3"), strict=True):
        tab.get_by_label("In words").fill(words)
        next_version(tab, "Draw the change")
    tabs[0].goto(f"/studio/figures/{task_id}/versions")
    expect(tabs[0].locator(".versions > li")).to_have_count(3)
    with server.admin as admin:
        (mine,) = [one for one in admin.get("/api/admin/keys").json() if one["quota_remaining"] == 47]
        admin.delete(f"/api/admin/keys/{mine['id']}").raise_for_status()
    tabs[1].get_by_label("In words").fill("make it square")
    expect(tabs[1].locator("#told-instruction")).to_contain_text("You were signed out", timeout=SLOW)
    expect(tabs[1].get_by_label("In words")).to_have_value("make it square")
    tabs[1].get_by_role("link", name="All versions, and what changed").click()
    tabs[1].wait_for_url("**/studio/sign-in**")
