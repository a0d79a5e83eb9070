"""The pages of keys, as an operator uses them."""

from collections.abc import Callable

from playwright.sync_api import expect

from served import PbServer
from support.browser import HOSTILE, NARROW, WIDE, Reader
from support.operators import create_key, sign_in

Readers = Callable[..., Reader]


def test_a_key_is_made_shown_once_found_and_deleted(server: PbServer, reader: Readers) -> None:
    operator = reader(width=NARROW)
    page = operator.page
    sign_in(page, "/admin/keys")
    operator.examine()
    value = create_key(page, HOSTILE, Quota="3", **{"Webhook URL": "https://caller.example/?q=<b>"})
    page.get_by_role("button", name="Copy the key").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == value
    assert value not in page.url
    operator.examine()
    page.goto("/admin/keys")
    page.go_back()
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    assert value not in page.content()
    with server.client(value) as caller:
        assert caller.post("/api/optimize-prompt", json={"prompt": "A bold figure"}).status_code < 500
    page.goto("/admin/keys")
    page.get_by_label("Search").fill("caller.example")
    expect(page).to_have_url(f"{server.url}/admin/keys?q=caller.example&state=")
    page.get_by_role("link", name=HOSTILE).click()
    button = page.get_by_role("button", name="Delete the key")
    expect(button).to_be_disabled()
    page.get_by_label("to confirm").fill(value[:9])
    button.click()
    expect(page.get_by_text(f"The key {HOSTILE} was deleted")).to_be_visible()
    with server.client(value) as caller:
        assert caller.get("/api/tasks").status_code == 401


def test_a_key_is_changed_and_its_secret_rotated(reader: Readers) -> None:
    operator = reader(width=WIDE, dark=True)
    page = operator.page
    sign_in(page)
    create_key(page, "A group of the institute", Quota="10", **{"Webhook secret": "a secret of the group"})
    page.get_by_label("Units left").fill("many")
    page.get_by_label("Turns").fill("3")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Units left must be a whole number")).to_be_visible()
    expect(page.get_by_label("Turns")).to_have_value("3")
    operator.examine()
    page.get_by_label("Units left").fill("20")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The key was changed")).to_be_visible()
    page.get_by_label("New secret").fill("another secret of the group")
    page.get_by_role("button", name="Begin rotation").click()
    page.get_by_role("button", name="Complete the rotation").click()
    expect(page.get_by_text("The new secret alone signs from now on")).to_be_visible()
    page.get_by_role("button", name="Disable the key").click()
    expect(page.get_by_text("The key is disabled")).to_be_visible()
    operator.examine()
