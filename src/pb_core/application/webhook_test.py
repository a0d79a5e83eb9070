"""WebhookTest: one signed test event to the receiver of a key, so that it is known to work before a task ends."""

import msgspec

from pb_core.application.outbox import INTERNAL_FAULT, request_headers
from pb_core.domain.billing import ApiKey
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.domain.webhooks import Attempt, Payload, excerpt_of
from pb_core.errors import InvalidRequest, NotificationFailed
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.notifier import Notifier

EVENT = "webhook.test"
NO_TASK = "0" * 32
"""The id in a test event: it is no task's."""


class WebhookTest:
    """Sends by the notifier that webhooks are sent by, so that the same addresses are refused; nothing is stored."""

    def __init__(self, *, notifier: Notifier, clock: Clock, ids: Ids, version: str) -> None:
        self._notifier, self._clock, self._ids, self._version = notifier, clock, ids, version

    async def send(self, key: ApiKey) -> Attempt:
        """Post a test event to the key's own ``webhook_url``; raises ``InvalidRequest`` where it has none."""
        if not key.webhook_url:
            raise InvalidRequest("This API key has no webhook_url: set one to test it")
        began = self._clock.now()
        body = _body(began.isoformat())
        secrets = (key.webhook_secret, key.next_webhook_secret)
        headers = request_headers(EVENT, self._ids.fresh(), began, body, secrets, self._version)
        status = error = excerpt = None
        try:
            answer = await self._notifier.post(key.webhook_url, headers, body)
            status, excerpt = answer.status, excerpt_of(answer.start)
        except NotificationFailed as failure:
            error = str(failure) or INTERNAL_FAULT
        ended = self._clock.now()
        seconds = round(max((ended - began).total_seconds(), 0.0), 3)
        return Attempt(number=1, at=ended, status=status, error=error, seconds=seconds, excerpt=excerpt)


def _body(at: str) -> bytes:
    """A body with every field of the reference's, as a completed task without a picture has it."""
    return msgspec.json.encode(
        Payload(
            event=EVENT,
            task_id=NO_TASK,
            status=TaskStatus.COMPLETED,
            diagram_type=TaskKind.METHODOLOGY,
            description="This is a test of the webhook of your API key. No task was run.",
            image_url=None,
            image_base64=None,
            error=None,
            created_at=at,
            completed_at=at,
        )
    )
