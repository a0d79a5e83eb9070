"""From a text to a diagram in the browser: the form, its price, its faults, the way there and the figure."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from served import PbServer
from support.browser import NARROW, Reader

Readers = Callable[..., Reader]


@pytest.fixture
def author(server: PbServer, reader: Readers) -> Reader:
    """Somebody who is signed in to the studio with a key of 1,000 units."""
    someone = reader(width=NARROW)
    someone.page.goto("/studio/sign-in")
    someone.page.get_by_label("API key").fill(server.new_key())
    someone.page.get_by_role("button", name="Sign in").click()
    return someone


def test_a_text_becomes_a_diagram(author: Reader) -> None:
    page = author.page
    author.examine()
    page.get_by_role("link", name="Diagram of a text").click()
    page.get_by_role("link", name="A retrieval pipeline").click()
    page.get_by_role("button", name="Estimate the price").click()
    expect(page.get_by_text("nothing beside the unit of your quota")).to_be_visible()
    page.get_by_label("Rounds").fill("33")
    page.get_by_role("button", name="Make the figure").click()
    expect(page.get_by_role("alert")).to_contain_text("Rounds must be a whole number from 1 to 10, or empty")
    author.examine()
    page.get_by_label("Rounds").fill("2")
    page.get_by_role("button", name="Make the figure").click()
    expect(page.get_by_role("heading", name="Figure 1: Overview of the retrieval pipeline")).to_be_visible()
    expect(page.get_by_role("heading", name="How it was made")).to_be_visible(timeout=60_000)
