"""WebhookLog: what became of the webhooks of tasks, and sending them again."""

from pb_core.domain.tasks import Task
from pb_core.domain.webhooks import Delivery
from pb_core.errors import NotFound
from pb_core.ports.clock import Clock
from pb_core.ports.storage import DeliveryStore
from pb_core.ports.wakeups import DELIVERIES, Wakeups


class WebhookLog:
    """Reads deliveries with their attempts; nothing here is charged."""

    def __init__(self, *, store: DeliveryStore, wakeups: Wakeups, clock: Clock) -> None:
        self._store, self._wakeups, self._clock = store, wakeups, clock

    async def of_task(self, task: Task) -> Delivery:
        """The webhook of a task; raises ``NotFound`` with a sentence that says why there is none."""
        if task.callback is None:
            raise NotFound("This task has no webhook: no webhook_url was given with it or set for its key")
        if not task.status.final:
            raise NotFound(f"The task is {task.status.value}, so it has no webhook yet")
        deliveries = await self._store.deliveries(task.id)
        if not deliveries:
            raise NotFound("The webhook of this task is no longer in the store")
        return deliveries[-1]

    async def find(self, webhook_or_task_id: str) -> Delivery:
        """The webhook with this id, or of the task with it, whoever's it is; raises ``NotFound``."""
        delivery = await self._store.delivery(webhook_or_task_id)
        if delivery is not None:
            return delivery
        deliveries = await self._store.deliveries(webhook_or_task_id)
        if not deliveries:
            raise NotFound("No such webhook, and no task with this id that has one")
        return deliveries[-1]

    async def redeliver(self, delivery: Delivery) -> Delivery:
        """Send a webhook once more, the same bytes to the same URL, with all its retries; as it is by now.

        One that is under way is not begun a second time. Raises ``NotFound`` if its key was deleted meanwhile.
        """
        again = await self._store.redeliver(delivery.id, self._clock.now())
        await self._wakeups.notify(DELIVERIES)
        return again
