"""A webhook is taken when it is signed with the secret, and refused when it is forged, altered or old."""

import base64
import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from paperbanana_client import ForgedWebhook, verify_webhook
from pb_core.domain.webhooks.signatures import signature

BODY = json.dumps({"event": "task.completed", "task_id": "a1b2"}).encode()
AT = 1_700_000_000
SECRET = "whsec_" + base64.b64encode(b"thirty-two bytes of a good secret").decode()


def standard(body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    signed = Webhook(secret).sign("msg_1", datetime.fromtimestamp(AT, UTC), body.decode())
    return {"Webhook-Id": "msg_1", "Webhook-Timestamp": str(AT), "Webhook-Signature": signed}


def verified(headers: dict[str, str], body: bytes = BODY, secret: str = SECRET, now: float = AT) -> str:
    return verify_webhook(body, headers, secret, now=lambda: now).task_id


def test_what_the_standards_library_signs_is_taken() -> None:
    event = verify_webhook(BODY, standard(), SECRET, now=lambda: AT + 10)
    assert (event.event, event.task_id, event.id) == ("task.completed", "a1b2", "msg_1")


def test_one_good_signature_of_several_is_enough() -> None:
    headers = standard()
    headers["Webhook-Signature"] = "v1,AAAA " + headers["Webhook-Signature"]
    assert verified(headers) == "a1b2"


def test_the_references_signature_is_taken() -> None:
    assert verified({"X-PaperBanana-Signature": signature(BODY, "plain secret")}, secret="plain secret") == "a1b2"


@pytest.mark.parametrize("now", [AT + 301, AT - 301])
def test_an_old_one_is_refused(now: float) -> None:
    with pytest.raises(ForgedWebhook, match="too old"):
        verified(standard(), now=now)


@pytest.mark.parametrize(
    ("headers", "body", "secret"),
    [
        ({}, BODY, SECRET),
        (standard(), BODY + b" ", SECRET),
        (standard(), BODY, "whsec_" + base64.b64encode(b"another").decode()),
        (standard() | {"Webhook-Id": "msg_2"}, BODY, SECRET),
        (standard() | {"Webhook-Timestamp": "soon"}, BODY, SECRET),
        ({"X-PaperBanana-Signature": "sha256=" + "0" * 64}, BODY, SECRET),
        ({"X-PaperBanana-Signature": "é"}, BODY, SECRET),
    ],
    ids=["unsigned", "altered", "other secret", "other id", "no time", "forged", "no text"],
)
def test_everything_else_is_refused(headers: dict[str, str], body: bytes, secret: str) -> None:
    with pytest.raises(ForgedWebhook):
        verified(headers, body, secret)


def test_a_signed_body_of_something_else_is_refused() -> None:
    with pytest.raises(ForgedWebhook, match="none of this API"):
        verified(standard(b"{}"), b"{}")
