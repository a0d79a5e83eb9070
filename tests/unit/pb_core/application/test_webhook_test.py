import json

import pytest

from pb_core.application.webhook_test import EVENT, WebhookTest
from pb_core.domain.webhooks.signatures import signature
from pb_core.errors import InvalidRequest
from pb_core.testing.contracts.storage_base import after, sample_key
from pb_core.testing.memory import ManualClock, SequentialIds
from pb_core.testing.memory.notifier import RecordingNotifier

URL = "https://caller.example/hook"


def sender(notifier: RecordingNotifier) -> WebhookTest:
    return WebhookTest(notifier=notifier, clock=ManualClock(after(5)), ids=SequentialIds(), version="1.2")


async def test_a_test_is_signed_as_webhooks_are_and_says_that_it_is_one() -> None:
    notifier = RecordingNotifier()
    notifier.start = b"Thanks"
    key = sample_key(webhook_url=URL, webhook_secret="old", next_webhook_secret="new")
    attempt = await sender(notifier).send(key)
    (notice,) = notifier.notices
    headers = dict(notice.headers)
    assert notice.url == URL
    assert headers["X-PaperBanana-Event"] == EVENT
    assert headers["X-PaperBanana-Signature"] == signature(notice.body, "old")
    assert len(headers["webhook-signature"].split()) == 2
    assert headers["User-Agent"] == "PaperBanana-Webhook/1.2"
    body = json.loads(notice.body)
    assert (body["event"], body["image_url"], body["error"]) == (EVENT, None, None)
    assert (attempt.status, attempt.excerpt, attempt.error, attempt.at) == (200, "Thanks", None, after(5))


@pytest.mark.parametrize(("answer", "status", "error"), [(500, 500, None), ("Nobody listens", None, "Nobody listens")])
async def test_what_came_of_it_is_told(answer: int | str, status: int | None, error: str | None) -> None:
    notifier = RecordingNotifier()
    notifier.answers[URL] = answer
    attempt = await sender(notifier).send(sample_key(webhook_url=URL))
    assert (attempt.status, attempt.error, attempt.delivered) == (status, error, False)


async def test_a_key_without_a_receiver_is_told_to_set_one() -> None:
    notifier = RecordingNotifier()
    with pytest.raises(InvalidRequest, match="no webhook_url: set one"):
        await sender(notifier).send(sample_key())
    assert notifier.notices == []
