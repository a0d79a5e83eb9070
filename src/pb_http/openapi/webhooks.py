"""What the server sends to others: the webhook of a task that is over."""

from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    Schema,
)
from msgspec import Struct

from pb_core.domain.webhooks import Payload
from pb_http.openapi.examples import PAYLOAD
from pb_http.openapi.schemas import Given, StructSchema

PAYLOADS: tuple[type[Struct], ...] = (Payload,)

_HEADERS = {
    "X-PaperBanana-Event": "The event, as in the body.",
    "X-PaperBanana-Signature": "Where the key has a secret: `sha256=` and the HMAC-SHA256 of the body in hexadecimal.",
    "webhook-id": "The same in every try; the id under which the webhook is looked up.",
    "webhook-timestamp": "When it was sent, in seconds since 1970.",
    "webhook-signature": "Where the key has a secret: the signatures of Standard Webhooks, one for each secret.",
}


def _ended() -> Operation:
    media = OpenAPIMediaType(schema=StructSchema(name=Payload.__name__), examples={"reference": Given(value=PAYLOAD)})
    return Operation(
        operation_id="taskEnded",
        tags=["Webhooks"],
        summary="A task is over",
        description="Sent to `webhook_url` when a task has completed or failed, and once more to test a webhook.",
        parameters=[
            Parameter(name=name, param_in="header", description=told, schema=Schema(type=OpenAPIType.STRING))
            for name, told in _HEADERS.items()
        ],
        request_body=RequestBody(content={"application/json": media}, required=True),
        responses={
            "2XX": OpenAPIResponse(description="Delivered, as with every status below 400"),
            "default": OpenAPIResponse(description="Not delivered: it is sent again later"),
        },
        security=[],
    )


WEBHOOKS = {"taskEnded": PathItem(post=_ended())}
"""Every webhook by its name."""
