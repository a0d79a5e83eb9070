"""The workbench in a browser: a figure beside its source, and what is changed of it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from served import PbServer
from support.browser import NARROW, Reader

Readers = Callable[..., Reader]
MAPS = "A text encoder maps the input sentence to token embeddings."
SOURCE = f"{MAPS} The token embeddings are passed to a retrieval module. The decoder generates the output summary."


@pytest.fixture(scope="module")
def key(server: PbServer) -> str:
    return server.new_key()


@pytest.fixture(scope="module")
def figure(server: PbServer, key: str) -> Iterator[str]:
    """The id of a finished diagram."""
    body = {"source_context": SOURCE, "caption": "Figure 1: Overview", "iterations": 1}
    with server.client(key) as http:
        task_id = str(http.post("/api/generate", json=body).raise_for_status().json()["task_id"])
        while (task := http.get(f"/api/tasks/{task_id}", headers={"Prefer": "wait=60"}).json())["status"] == "pending":
            pass
        assert task["status"] == "completed"
    return task_id


def author(reader: Readers, key: str, **looks: object) -> Reader:
    """Somebody who signed in with a key."""
    someone = reader(**looks)
    someone.page.goto("/studio/sign-in")
    someone.page.get_by_label("API key").fill(key)
    someone.page.get_by_role("button", name="Sign in").click()
    someone.page.wait_for_url("**/studio")
    return someone


def test_a_part_leads_to_its_words_and_words_lead_to_their_parts(reader: Readers, key: str, figure: str) -> None:
    someone = author(reader, key)
    page = someone.page
    page.goto(f"/studio/figures/{figure}")
    page.locator(".drawing [data-part=element-0] text").first.hover()
    expect(page.locator(".source-text .passage.chosen").first).to_have_text(MAPS)
    arrow = page.locator(".bench-parts .part", has_text="text encoder → token embeddings")
    arrow.focus()
    expect(page.locator(".drawing .chosen[data-kind=arrow]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#chosen blockquote")).to_have_text(MAPS)
    page.get_by_role("link", name=MAPS).click()
    expect(page.locator("#chosen")).to_contain_text("parts rest on this")
    expect(page.locator("#chosen .part", has_text="text encoder → token embeddings")).to_be_visible()
    someone.examine()


def test_a_change_in_words_is_a_new_version(reader: Readers, key: str, figure: str) -> None:
    someone = author(reader, key)
    page = someone.page
    page.goto(f"/studio/figures/{figure}")
    words = page.get_by_label("In words")
    words.fill("make it glitter")
    expect(page.locator("#told-instruction")).to_contain_text("rename A to B")
    page.get_by_role("button", name="Draw the change").click()
    expect(page.locator("#messages")).to_contain_text("Not changed")
    expect(words).to_have_value("make it glitter")
    words.fill("rename the decoder to 'summary writer', make the text encoder blue")
    expect(page.locator("#told-instruction")).to_contain_text("It can be done")
    page.get_by_role("button", name="Draw the change").click()
    page.wait_for_url(lambda url: figure not in url)
    expect(page.locator(".bench-parts .part", has_text="summary writer").first).to_contain_text(
        "author", timeout=60_000
    )
    expect(page.locator(".drawing")).to_contain_text("summary writer")


def test_the_workbench_has_no_fault_that_axe_finds(reader: Readers, key: str, figure: str) -> None:
    someone = author(reader, key, width=NARROW, dark=True)
    someone.page.goto(f"/studio/figures/{figure}?part=arrow-0")
    someone.examine()
