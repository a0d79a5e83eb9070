"""EncodedPictures: each finished picture is base64-encoded once, not once per poll."""

from collections import OrderedDict

import anyio.to_thread
import pybase64

from pb_core.service import FigureService
from pb_core.tasks import Artifact, Task

DEFAULT_CAPACITY = 64 * 2**20
"""Characters of base64 kept in memory."""


class EncodedPictures:
    """The most recently read pictures as base64 text, bounded by their total length in characters."""

    def __init__(self, capacity: int = DEFAULT_CAPACITY) -> None:
        self._capacity = capacity
        self._held = 0
        self._texts: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def get(self, service: FigureService, task: Task, artifact: Artifact) -> str:
        """The base64 of a finished picture; read and encoded off the event loop when it is not held."""
        name = (task.key_id, artifact.digest)
        if (text := self._texts.get(name)) is not None:
            self._texts.move_to_end(name)
            return text
        data = await service.artifact_bytes(task, artifact)
        text = await anyio.to_thread.run_sync(_encode, data)
        self._keep(name, text)
        return text

    def _keep(self, name: tuple[str, str], text: str) -> None:
        if name in self._texts or len(text) > self._capacity:
            return
        self._texts[name] = text
        self._held += len(text)
        while self._held > self._capacity:
            _, dropped = self._texts.popitem(last=False)
            self._held -= len(dropped)


def _encode(data: bytes) -> str:
    return pybase64.b64encode(data).decode("ascii")
