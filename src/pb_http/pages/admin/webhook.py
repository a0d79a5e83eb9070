"""``/admin/webhooks/{webhook_id}``: one webhook with every try of it, and sending it again."""

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from pb_core.domain.webhooks import Delivery
from pb_http.pages.access import path_within, posted, told
from pb_http.pages.rendering import page
from pb_http.request import ApiRequest

LONGEST_BODY = 4_000
"""Characters of a body that a page shows; one with a picture has millions."""
LAID_OUT_BYTES = 2**16
"""A body larger than this is shown as it begins."""


@get("/webhooks/{webhook_id:str}")
async def webhook(request: ApiRequest, webhook_id: FromPath[str]) -> Response[str]:
    """Show what is posted, where, and what the receiver answered each time."""
    delivery = await request.runtime.service.webhooks.find(webhook_id)
    key = await request.runtime.keyring.find(delivery.key_id)
    return await page(request, "admin/webhook.html", delivery=delivery, key=key, body=body_of(delivery))


@post("/webhooks/{webhook_id:str}/redeliver", status_code=200)
async def redeliver(request: ApiRequest, webhook_id: FromPath[str]) -> Response[None]:
    """Send a webhook once more, with all its retries, whatever became of it."""
    form = await posted(request)
    log = request.runtime.service.webhooks
    delivery = await log.redeliver(await log.find(webhook_id))
    then = path_within(form.text("then"), f"/admin/webhooks/{delivery.id}")
    return await told(request, "The webhook is sent again", then)


def body_of(delivery: Delivery) -> str:
    """The body as text, laid out, and cut to what a page shows."""
    if len(delivery.body) > LAID_OUT_BYTES:
        text = delivery.body[: 4 * LONGEST_BODY].decode("utf-8", "replace")
    else:
        text = msgspec.json.format(delivery.body).decode()
    return text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]}… ({len(delivery.body):,} bytes in all)"
