"""The pages of webhooks, as an operator uses them."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from pb_core.domain.webhooks.signatures import signature
from served import PbServer
from support.browser import HOSTILE, NARROW, Reader
from support.operators import create_key, sign_in
from support.receivers import receiving

PROMPT = {"description": "A bold figure of an encoder."}


def test_a_receiver_is_tested_found_broken_and_sent_to_again(server: PbServer, reader: Callable[..., Reader]) -> None:
    operator = reader(width=NARROW)
    page = operator.page
    sign_in(page, "/admin/webhooks")
    operator.examine()
    with receiving() as receiver:
        receiver.answer = HOSTILE
        value = create_key(page, "Receiving", **{"Webhook URL": receiver.url, "Webhook secret": "a long secret"})
        page.goto("/admin/webhooks")
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("The receiver took it.")).to_be_visible()
        expect(page.locator("pre.answer")).to_have_text(HOSTILE)
        operator.examine()
        headers, body = receiver.next()
        assert headers["x-paperbanana-signature"] == signature(body, "a long secret")
        receiver.status = 500
        with server.client(value) as caller:
            caller.post("/api/optimize-prompt", json=PROMPT).raise_for_status()
        for _ in range(2):
            receiver.next()
        page.goto("/admin/webhooks?outcome=failed")
        link = page.locator("#found a").first
        while not link.count():
            page.reload()
        expect(page.get_by_role("row", name=re.compile("127.0.0.1.*HTTP 500")).first).to_be_visible()
        operator.examine()
        link.click()
        expect(page.locator("pre.answer").first).to_have_text(HOSTILE)
        receiver.status = 204
        page.get_by_role("button", name="Send it again").click()
        expect(page.get_by_role("heading", name="Webhook").locator("+ .badge")).to_have_text("delivered")
        operator.examine()
