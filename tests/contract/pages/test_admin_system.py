"""The page of the server itself, as an operator uses it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from served import ADMIN_KEY, PbServer
from support.browser import NARROW, Reader
from support.operators import sign_in


def test_the_server_is_checked_while_it_serves_and_shows_no_secret(
    server: PbServer, reader: Callable[..., Reader]
) -> None:
    operator = reader(width=NARROW)
    page = operator.page
    sign_in(page, "/admin/system")
    for name in ("verify", "doctor"):
        part = page.locator(f"#{name}")
        part.get_by_role("button", name="Run now").click()
        expect(part.get_by_role("button", name="Run again")).to_be_visible(timeout=60_000)
        assert page.evaluate("fetch('/api/health').then((answer) => answer.status)") == 200
    expect(page.locator("#verify")).to_contain_text("No faults in")
    expect(page.locator("#doctor")).to_contain_text("the built-in engine draws")
    expect(page.get_by_role("row", name="PAPERBANANA_ADMIN_KEY")).to_contain_text("set, not shown")
    expect(page.get_by_role("row", name="PAPERBANANA_DATA_DIR")).to_contain_text(str(Path(server.data_dir)))
    assert ADMIN_KEY not in page.content()
    operator.examine()
