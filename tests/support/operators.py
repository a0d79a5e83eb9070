"""An operator at the pages: signs in, and finds what the pages say."""

from playwright.sync_api import Locator, Page, expect

from served import ADMIN_KEY


def sign_in(page: Page, path: str = "/admin") -> None:
    """Sign in as the operator and come to a page."""
    page.goto(path)
    page.get_by_label("Admin key").fill(ADMIN_KEY)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def create_key(page: Page, name: str, **fields: str) -> str:
    """Make a key by its form, with ``fields`` by their labels; the full value that the page shows once."""
    page.goto("/admin/keys/new")
    for label, text in {"Name": name, **fields}.items():
        page.get_by_label(label).first.fill(text)
    page.get_by_role("button", name="Create").click()
    return page.get_by_label("The new key").locator("pre").inner_text()


def see_picture(picture: Locator) -> None:
    """Wait until a picture is there, and see that it is one."""
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True, timeout=60_000)
    assert picture.evaluate("picture => picture.naturalWidth") > 0
