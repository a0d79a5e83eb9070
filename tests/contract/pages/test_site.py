"""The pages that everybody sees, signing in and out, and what a page refuses."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from served import ADMIN_KEY, PbServer
from support.browser import NARROW, WIDE, Reader

Readers = Callable[..., Reader]


@pytest.mark.parametrize(("width", "dark"), [(NARROW, False), (WIDE, True)])
@pytest.mark.parametrize("path", ["/", "/docs/components", "/admin/sign-in", "/studio/sign-in"])
def test_public_pages_have_no_fault_that_axe_finds(reader: Readers, path: str, width: int, dark: bool) -> None:  # noqa: FBT001 - a parameter
    someone = reader(width=width, dark=dark)
    someone.page.goto(path)
    someone.examine()


def test_the_reference_lists_every_workflow_and_can_be_tried(reader: Readers) -> None:
    someone = reader()
    someone.page.goto("/docs")
    for path in ("/api/generate", "/api/generate-from-pdf", "/api/optimize-prompt", "/api/plot", "/api/composite"):
        expect(someone.page.locator(f'[data-path="{path}"]').first).to_be_visible()
    someone.page.locator('[data-path="/api/health"]').first.click()
    someone.page.get_by_role("button", name="Execute").first.click()
    expect(someone.page.get_by_text('"status": "ok"').first).to_be_visible()
    someone.examine(library="#reference")


def test_the_operator_signs_in_and_out(server: PbServer, reader: Readers) -> None:
    operator = reader()
    page = operator.page
    page.goto("/admin/sign-in")
    page.get_by_label("Admin key").fill("not-the-key")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("That is not the admin key")).to_be_visible()
    page.get_by_label("Admin key").fill(ADMIN_KEY)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{server.url}/admin")
    (cookie,) = operator.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{server.url}/")
    stolen = httpx.get(f"{server.url}/admin", cookies={cookie["name"]: cookie["value"]})
    assert stolen.headers["location"] == "/admin/sign-in?then=%2Fadmin"


def test_what_a_page_copies_is_on_the_clipboard(reader: Readers) -> None:
    someone = reader()
    someone.page.goto("/docs/components")
    someone.page.get_by_role("button", name="Copy").first.click()
    expect(someone.page.get_by_role("button", name="Copied")).to_be_visible()
    assert someone.page.evaluate("navigator.clipboard.readText()") == "curl https://example.org/api/health"


def test_a_dangerous_button_waits_for_the_word(reader: Readers) -> None:
    someone = reader()
    someone.page.goto("/docs/components")
    button = someone.page.get_by_role("button", name="Delete the key")
    expect(button).to_be_disabled()
    someone.page.get_by_label("Type my-app to confirm").fill("my-app")
    expect(button).to_be_enabled()
