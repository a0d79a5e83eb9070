"""The history of all keys and the page of a task, as an operator uses them."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from served import PbServer
from support.browser import HOSTILE, NARROW, WIDE, Reader
from support.operators import create_key, see_picture, sign_in

HELD = 400
"""How long a hand holds a button down, in milliseconds."""
PLAN = "flowchart LR\n  a[Encoder] --> b[Decoder]"


def test_a_task_is_watched_found_and_run_again(server: PbServer, reader: Callable[..., Reader]) -> None:
    operator = reader(width=WIDE, dark=True)
    page = operator.page
    sign_in(page)
    value = create_key(page, HOSTILE, Quota="9")
    with server.client(value) as caller:
        request = {"caption": f"Figure 1: {HOSTILE}", "plan": PLAN}
        drawn = caller.post("/api/generate", json=request).raise_for_status().json()["task_id"]
        caller.post("/api/optimize-prompt", json={"description": "An aardvark."}).raise_for_status()
    page.goto(f"/admin/history/{drawn}")
    expect(page.get_by_role("heading", name="Methodology").locator("+ .badge")).to_have_text(
        "completed", timeout=60_000
    )
    picture = page.locator("img[src$='/picture/png']")
    see_picture(picture)
    assert picture.get_attribute("alt")
    operator.examine()
    page.goto("/admin/history?words=aardvark")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    page.get_by_label("Kind").select_option("methodology")
    page.get_by_label("Words").fill("figure")
    expect(page).to_have_url(re.compile("words=figure&.*diagram_type=methodology"))
    expect(page.get_by_role("link", name=f"Figure 1: {HOSTILE}")).to_be_visible()
    operator.examine()
    with page.expect_download() as export:  # held down as a hand does: leaving the field must not draw the list anew
        page.get_by_role("link", name="Export as CSV").click(delay=HELD)
    assert drawn in export.value.path().read_text()
    page.get_by_role("link", name=f"Figure 1: {HOSTILE}").click()
    page.get_by_role("button", name="Run it again").click()
    expect(page.get_by_text("This is the new task")).to_be_visible()
    assert drawn not in page.url


def test_paging_past_the_end_names_the_cursor(reader: Callable[..., Reader]) -> None:
    operator = reader(width=NARROW)
    sign_in(operator.page, "/admin/history?page=101&size=100")
    expect(operator.page.get_by_text("go on with cursor")).to_be_visible()
    operator.examine()
