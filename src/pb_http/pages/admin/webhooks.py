"""``/admin/webhooks``: what was posted to the receivers of all keys, who of them fails, and a test of one."""

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromQuery

from pb_core.domain.history.deliveries import DeliveryQuery
from pb_core.domain.webhooks import DeliveryState
from pb_http.history_query import choice, place
from pb_http.pages.access import posted
from pb_http.pages.rendering import page
from pb_http.request import ApiRequest

LISTED = 30


@get("/webhooks")
async def webhooks(
    request: ApiRequest, outcome: FromQuery[str] = "", key: FromQuery[str] = "", cursor: FromQuery[str] = ""
) -> Response[str]:
    """List webhooks, the last one first, below the receivers that fail."""
    administration = request.runtime.administration
    state = choice("outcome", outcome, tuple(DeliveryState))
    query = DeliveryQuery(size=LISTED, before=place(cursor), state=state, key_id=key or None)
    found = await administration.webhooks(query)
    every = await request.runtime.keyring.list()
    asked = {"outcome": outcome, "key": key}
    return await page(
        request,
        "admin/webhooks.html",
        report=await administration.webhook_report(),
        lines=found.lines,
        names={one.id: one.name for one in every},
        testable=[(one.id, f"{one.name} ({one.prefix}…)") for one in reversed(every) if one.webhook_url],
        outcomes=[("", "all"), *((one.value, one.value) for one in DeliveryState)],
        outcome=outcome,
        key=key,
        first=_address(asked) if cursor else "",
        older="" if found.next is None else _address({**asked, "cursor": str(found.next)}),
    )


@post("/webhooks/test", status_code=200)
async def test_webhook(request: ApiRequest) -> Response[str]:
    """Send a test event to the receiver of a key, and tell what came of it."""
    form = await posted(request)
    key = await request.runtime.keyring.find(form.text("key"))
    attempt = await request.runtime.administration.test_webhook(key.id)
    return await page(request, "admin/webhook_test.html", key=key, attempt=attempt)


def _address(asked: Mapping[str, str]) -> str:
    query = urlencode({name: text for name, text in asked.items() if text})
    return f"/admin/webhooks?{query}" if query else "/admin/webhooks"
