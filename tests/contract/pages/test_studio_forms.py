"""From a form to a figure in the browser: one path for each workflow, with what its form shows before it is sent."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import pb_http.demo
from served import PbServer
from support.browser import NARROW, Reader
from support.programs import required_program

Readers = Callable[..., Reader]
PAPER = Path(str(pb_http.demo.__file__)).with_name("paper.pdf")
CSV = "method,score,when\nA,1.5,2024-01-02\nB,2,2024-01-03\nC,1.2k,2024-02-01\n"
PLOT = {"data_json": '{"x": [1, 2, 3], "y": [1, 4, 9]}', "intent": "scatter of y against x", "iterations": 1}


@pytest.fixture(scope="module")
def key(server: PbServer) -> str:
    """One key for all, so that figures add up."""
    return server.new_key()


@pytest.fixture
def author(reader: Readers, key: str) -> Reader:
    """Somebody on a telephone who is signed in to the studio."""
    someone = reader(width=NARROW)
    someone.page.goto("/studio/sign-in")
    someone.page.get_by_label("API key").fill(key)
    someone.page.get_by_role("button", name="Sign in").click()
    expect(someone.page.get_by_role("heading", name="New figure")).to_be_visible()
    return someone


def finished(page: Page) -> None:
    """Wait on the page of a figure until it is there; the page goes on by itself."""
    page.wait_for_url("**/studio/figures/**")
    expect(page.get_by_role("heading", name="How it was made")).to_be_visible(timeout=60_000)


def test_a_text_becomes_a_diagram(key: str, author: Reader) -> None:
    page = author.page
    author.examine()
    page.get_by_role("link", name="Diagram of a text").click()
    page.get_by_role("link", name="A retrieval pipeline").click()
    page.get_by_role("button", name="Estimate the price").click()
    expect(page.get_by_text("nothing beside the unit of your quota")).to_be_visible()
    page.get_by_label("Rounds").fill("33")
    page.get_by_role("button", name="Make the figure").click()
    expect(page.get_by_role("alert")).to_contain_text("Rounds must be a whole number from 1 to 10, or empty")
    expect(page.get_by_label("Caption")).to_have_value("Figure 1: Overview of the retrieval pipeline")
    author.examine()
    page.get_by_label("Rounds").fill("1")
    page.get_by_role("button", name="Make the figure").click()
    finished(page)
    page.get_by_role("link", name="This request as code").click()
    author.examine()
    required_program("curl")
    for language, program in (("curl", ["sh", "-c"]), ("Python", [sys.executable, "-c"])):
        code = page.locator("details", has=page.get_by_text(language, exact=True)).locator("pre").text_content() or ""
        run = subprocess.run(  # noqa: S603 - what the page shows
            [*program, code], env=os.environ | {"PAPERBANANA_API_KEY": key}, capture_output=True, text=True, check=True
        )
        assert re.search(r"[0-9a-f]{32}", run.stdout), run.stdout


def test_pages_of_a_pdf_are_chosen_by_their_looks(author: Reader) -> None:
    page = author.page
    page.goto("/studio/new/pdf")
    page.locator("input[type=file]").set_input_files(PAPER)
    page.get_by_label("Page 2").check()
    expect(page.locator(".pages img").nth(1)).to_have_js_property("naturalHeight", 320)
    author.examine()
    page.get_by_label("Page 3").check()
    page.get_by_role("button", name="Make the figure").click()
    page.get_by_label("Caption").fill("Figure 1: Overview of the method")  # the browser asks for it
    page.get_by_label("Rounds").fill("1")
    page.get_by_role("button", name="Make the figure").click()
    page.wait_for_url("**/studio/figures/**")


def test_a_table_is_shown_as_it_is_read(author: Reader) -> None:
    page = author.page
    page.goto("/studio/new/plot")
    page.get_by_label("Data", exact=True).fill(CSV)
    expect(page.get_by_text("'1.2k' in row 3")).to_be_visible()
    page.get_by_label("Data", exact=True).fill(CSV.replace("1.2k", "1200"))
    page.get_by_role("button", name="bars of mean score by method").click()
    expect(page.get_by_label("What to show")).to_have_value("bars of mean score by method")
    author.examine()
    page.get_by_label("Rounds").fill("1")
    page.get_by_label("Rounds").press("Enter")
    page.wait_for_url("**/studio/figures/**")


@pytest.mark.drill
def test_figures_become_panels_in_their_order(server: PbServer, key: str, author: Reader) -> None:
    with server.client(key) as http:
        for _ in range(2):
            task_id = http.post("/api/plot", json=PLOT).raise_for_status().json()["task_id"]
            http.get(f"/api/tasks/{task_id}", headers={"Prefer": "wait=60"}).raise_for_status()
    page = author.page
    page.goto("/studio/figures")
    author.examine()
    page.get_by_label("Kind").select_option("plot")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".gallery .badge.completed").first).to_be_visible()
    page.goto("/studio/new/composite")
    page.get_by_role("button", name="Compose").click()
    expect(page.get_by_role("alert")).to_contain_text("Figures must have at least 2 items")
    author.examine()
    places = page.get_by_label("Panel of scatter of y against x")
    places.nth(0).fill("2")
    places.nth(1).fill("1")
    page.get_by_role("button", name="Compose").click()
    finished(page)


def test_a_prompt_becomes_clearer(author: Reader) -> None:
    page = author.page
    page.goto("/studio/new/prompt?example=optimized-prompt")
    author.examine()
    page.get_by_role("button", name="Make the prompt clearer").click()
    page.wait_for_url("**/studio/figures/**")
