"""Many figures at once: a bounded number under way, each named so that a second run asks for none twice."""

import hashlib

import msgspec
from msgspec import Struct

from paperbanana_client import flows
from paperbanana_client.bodies import Json
from paperbanana_client.errors import PaperBananaError
from paperbanana_client.models import Task


class Order(Struct, frozen=True, kw_only=True):
    """One figure of a batch: ``name`` is the caller's, ``kind`` and ``body`` are a submission's."""

    name: str
    kind: str
    body: Json

    @property
    def idempotency_key(self) -> str:
        """The same for the same order, so that a batch that is run again finds the tasks that it made."""
        said = msgspec.json.encode([self.name, self.kind, self.body], order="deterministic")
        return f"batch-{hashlib.sha256(said).hexdigest()[:40]}"


class Made(Struct, frozen=True, kw_only=True):
    """What became of an order: a task, or the error that it ended with."""

    order: Order
    task: Task | None = None
    error: PaperBananaError | None = None


def ordered(order: Order) -> flows.Flow[Made]:
    """Carry out one order; an error of it is a result too, so that it does not stop the others."""
    try:
        made = yield from flows.run(
            order.kind, order.body, idempotency_key=order.idempotency_key, wait_seconds=None, progress=None
        )
    except PaperBananaError as error:
        return Made(order=order, error=error)
    return Made(order=order, task=made)
