"""Endings: the webhook that belongs to a task's end, to be stored with it in one transaction."""

import logging

import anyio.to_thread

from pb_core.domain.tasks import Task
from pb_core.domain.webhooks import Delivery, event_of, payload
from pb_core.errors import ArtifactMissing
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.ids import Ids

log = logging.getLogger(__name__)


async def delivery_of(ended: Task, artifacts: ArtifactStore, ids: Ids) -> Delivery | None:
    """The webhook of a task that has ended; ``None`` where nobody asked for one.

    A picture that the store has lost is left out: the task has ended all the same.
    """
    callback = ended.callback
    if callback is None or ended.completed_at is None:
        return None
    image = await _picture(ended, artifacts) if callback.include_image else None
    return Delivery(
        id=ids.fresh(),
        task_id=ended.id,
        key_id=ended.key_id,
        url=callback.url,
        event=event_of(ended),
        body=await anyio.to_thread.run_sync(payload, ended, image),
        next_at=ended.completed_at,
        created_at=ended.completed_at,
    )


async def _picture(ended: Task, artifacts: ArtifactStore) -> bytes | None:
    png = ended.result.artifact("png") if ended.result else None
    if png is None:
        return None
    try:
        return await artifacts.get(ended.key_id, png.digest)
    except ArtifactMissing:
        log.exception("a picture is not in the store", extra={"task_id": ended.id, "digest": png.digest})
        return None
