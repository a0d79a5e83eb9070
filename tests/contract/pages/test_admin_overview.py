"""The first page of the operator: numbers and plots of what the server does."""

from collections.abc import Callable

from playwright.sync_api import expect

from served import PbServer
from support.browser import NARROW, Reader
from support.operators import create_key, see_picture, sign_in


def test_what_the_server_does_is_counted_and_drawn(server: PbServer, reader: Callable[..., Reader]) -> None:
    operator = reader(width=NARROW)
    page = operator.page
    sign_in(page)
    value = create_key(page, "Overview")
    with server.client(value) as caller:
        answer = caller.post("/api/optimize-prompt", json={"description": "A bold figure."}).raise_for_status()
        caller.post("/api/generate", json={"caption": "Figure 1", "source_context": "Nothing."}).raise_for_status()
        caller.get(f"/api/tasks/{answer.json()['task_id']}", headers={"Prefer": "wait=30"}).raise_for_status()
    page.goto("/admin?days=1")
    see_picture(page.locator("#plot-tasks img"))
    page.get_by_text("Numbers").first.click()
    expect(page.get_by_role("region", name="Tasks by hour")).to_be_visible()
    operator.examine()
    page.get_by_role("link", name="30 days").click()
    expect(page.get_by_role("heading", name="Tasks by day")).to_be_visible()
    see_picture(page.locator("#plot-latency img"))
    operator.examine()
