"""An operator's day in a real browser: a key, its tasks, a receiver that breaks, a rotation, and the end of the key."""

from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from pb_core.domain.webhooks.signatures import signature
from served import PbServer
from support.browser import HOSTILE, NARROW, USUAL, WIDE, Reader
from support.operators import create_key, see_picture, sign_in
from support.receivers import Receiver, receiving

pytestmark = pytest.mark.drill

Readers = Callable[..., Reader]
PLAN = "flowchart LR\n  a[Encoder] --> b[Decoder]"
OLD, NEW = "the old secret of the group", "the new secret of the group"


def submitted(server: PbServer, value: str, **fields: object) -> str:
    """The id of a diagram that is asked for with a key."""
    with server.client(value) as caller:
        answer = caller.post("/api/generate", json={"caption": "Figure 1", "plan": PLAN, **fields})
        return str(answer.raise_for_status().json()["task_id"])


def watched(page: Page, task_id: str, state: str) -> None:
    """Look at a task until it has come to a state; the page looks again by itself."""
    page.goto(f"/admin/history/{task_id}")
    expect(page.locator("h1 + .badge")).to_have_text(state, timeout=60_000)


def received(receiver: Receiver, task_id: str) -> dict[str, str]:
    """The headers of the next webhook of a task."""
    while True:
        headers, body = receiver.next()
        if task_id.encode() in body:
            return headers | {"signed": signature(body, OLD), "signed anew": signature(body, NEW)}


@pytest.mark.parametrize(("width", "dark"), [(NARROW, True), (USUAL, False), (WIDE, True)])
def test_a_key_lives_and_ends(server: PbServer, reader: Readers, width: int, *, dark: bool) -> None:
    operator = reader(width=width, dark=dark)
    page = operator.page
    sign_in(page)
    operator.examine()
    with receiving() as receiver:
        value = create_key(page, "The group", Quota="20", **{"Webhook URL": receiver.url, "Webhook secret": OLD})
        key_page = page.url
        operator.examine()
        first = submitted(server, value)
        watched(page, first, "completed")
        see_picture(page.locator("img[src$='/picture/png']"))
        expect(page.locator("pre.answer").get_by_text("Thanks")).to_be_visible(timeout=30_000)
        operator.examine()
        headers = received(receiver, first)
        assert headers["x-paperbanana-signature"] == headers["signed"]
        its_receiver_breaks_and_is_mended(server, operator, receiver, value, key_page)
        its_secret_is_rotated(server, page, receiver, value, key_page)
    it_is_accounted_for(operator, key_page, tasks=4)
    it_is_deleted(operator, value, (key_page, f"/admin/history/{first}", f"{key_page}/ledger"))
    nobody_comes_in_with_an_old_cookie(server, operator)


def its_receiver_breaks_and_is_mended(
    server: PbServer, operator: Reader, receiver: Receiver, value: str, key_page: str
) -> None:
    page = operator.page
    receiver.status, receiver.answer = 500, "Out of order"
    task_id = submitted(server, value)
    watched(page, task_id, "completed")
    for _ in range(2):
        received(receiver, task_id)
    while not page.locator(".card .badge.failed").count():
        page.reload()
    page.goto("/admin/webhooks")
    expect(page.get_by_role("region", name="Failing receivers")).to_contain_text("127.0.0.1")
    operator.examine()
    receiver.status, receiver.answer = 200, "Mended"
    page.goto(f"/admin/history?key={key_page.rpartition('/')[2]}&status=completed")
    expect(page.locator("#found .badge.failed")).to_have_count(1)
    operator.examine()
    page.goto(f"/admin/history/{task_id}")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("The webhook is sent again")).to_be_visible()
    received(receiver, task_id)
    while not page.locator("pre.answer").get_by_text("Mended").count():
        page.reload()


def its_secret_is_rotated(server: PbServer, page: Page, receiver: Receiver, value: str, key_page: str) -> None:
    page.goto(key_page)
    page.get_by_label("New secret").fill(NEW)
    page.get_by_role("button", name="Begin rotation").click()
    headers = received(receiver, submitted(server, value))
    assert headers["x-paperbanana-signature"] == headers["signed"]
    assert len(headers["webhook-signature"].split()) == 2
    page.get_by_role("button", name="Complete the rotation").click()
    expect(page.get_by_text("The new secret alone signs from now on")).to_be_visible()
    headers = received(receiver, submitted(server, value))
    assert headers["x-paperbanana-signature"] == headers["signed anew"]


def it_is_accounted_for(operator: Reader, key_page: str, *, tasks: int) -> None:
    page = operator.page
    page.goto(key_page)
    page.get_by_role("link", name="Its ledger").click()
    expect(page.get_by_role("row").filter(has_text="charge")).to_have_count(tasks)
    operator.examine()
    page.goto("/admin?days=1")
    see_picture(page.locator("#plot-tasks img"))
    operator.examine()


def it_is_deleted(operator: Reader, value: str, its_pages: tuple[str, ...]) -> None:
    page = operator.page
    page.goto(its_pages[0])
    page.get_by_label("to confirm").fill(value[:9])
    page.get_by_role("button", name="Delete the key").click()
    expect(page.get_by_text("The key The group was deleted")).to_be_visible()
    for gone in its_pages:
        page.goto(gone)
        expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    operator.examine()


def nobody_comes_in_with_an_old_cookie(server: PbServer, operator: Reader) -> None:
    (cookie,) = operator.context.cookies()
    operator.page.goto("/admin/keys")
    operator.page.get_by_role("button", name="Sign out").click()
    expect(operator.page).to_have_url(f"{server.url}/")
    stolen = httpx.get(f"{server.url}/admin/keys", cookies={cookie["name"]: cookie["value"]})
    assert stolen.status_code == 303


def test_nothing_that_others_write_runs_on_any_page(server: PbServer, reader: Readers) -> None:
    operator = reader()
    page = operator.page
    sign_in(page)
    with receiving() as receiver:
        receiver.status, receiver.answer = 500, HOSTILE
        value = create_key(page, HOSTILE, **{"Webhook URL": f"{receiver.url}?{quote(HOSTILE)}'>"})
        key_page = page.url
        hostile = {"elements": [{"id": "a", "label": HOSTILE}, {"id": "b", "label": "Decoder"}]}
        drawn = submitted(server, value, caption=HOSTILE, plan=hostile)
        with server.client(value) as caller:
            text = {"caption": HOSTILE, "source_context": f"The {HOSTILE} is nothing. {HOSTILE}"}
            unclear = str(caller.post("/api/generate", json=text).raise_for_status().json()["task_id"])
            prompt = {"description": HOSTILE, "source_context": HOSTILE, "guidelines": HOSTILE}
            caller.post("/api/optimize-prompt", json=prompt).raise_for_status()
        for task_id in (drawn, unclear):
            page.goto(f"/admin/history/{task_id}")
            expect(page.locator("h1 + .badge.completed, h1 + .badge.failed")).to_be_visible(timeout=60_000)
            while not page.locator(".card .badge.failed").count():
                page.reload()
            operator.examine()
    key_id = key_page.rpartition("/")[2]
    for path in (
        "/admin",
        "/admin/keys",
        f"/admin/keys?q={quote(HOSTILE)}&state={quote(HOSTILE)}",
        key_page,
        f"{key_page}/ledger",
        "/admin/webhooks",
        f"/admin/webhooks?key={key_id}",
        f"/admin/webhooks/{drawn}",
        f"/admin/webhooks?key={quote(HOSTILE)}",
        "/admin/history",
        f"/admin/history?words={quote(HOSTILE)}&provider={quote(HOSTILE)}&since={quote(HOSTILE)}&cursor={quote(HOSTILE)}",
        f"/admin/history/{quote(HOSTILE.replace('/', ''))}",
        f"/admin/keys/{quote(HOSTILE.replace('/', ''))}",
        "/admin/system",
    ):
        page.goto(path)
        operator.examine()
    page.goto(key_page)
    page.get_by_label("Webhook URL").fill(f"javascript:{HOSTILE}")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#h-webhook_url")).to_contain_text("Webhook URL")
    operator.examine()
