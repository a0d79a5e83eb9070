from msgspec.structs import replace

from pb_core.domain.webhooks import Attempt, DeliveryState
from pb_core.testing.contracts.storage_base import NOW, after, sample_delivery
from pb_http.webhook_schemas import webhook_answer


def test_a_pending_webhook_says_until_when_and_one_that_is_over_does_not() -> None:
    delivery = sample_delivery(seconds=9)
    assert webhook_answer(delivery).next_at == after(9).isoformat()
    assert webhook_answer(replace(delivery, state=DeliveryState.FAILED)).next_at is None


def test_an_attempt_of_an_earlier_version_has_neither_duration_nor_answer() -> None:
    (told,) = webhook_answer(replace(sample_delivery(), attempts=(Attempt(number=1, at=NOW, status=500),))).attempts
    assert (told.status, told.seconds, told.answer) == (500, None, None)
