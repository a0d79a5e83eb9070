"""Panels: pictures that callers bring for composites, held for a day until a composite needs them."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import anyio
import anyio.to_thread
from msgspec import Struct

from pb_core.application.engines import Engines
from pb_core.application.retention import GRACE
from pb_core.domain.billing import ApiKey
from pb_core.domain.pictures import MEDIA_TYPES, POINTS_PER_INCH, Artifact
from pb_core.domain.rates import Rate
from pb_core.domain.requests import UPLOADED, SourceFigure
from pb_core.errors import ArtifactMissing, NotFound, TooManyPanels
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.clock import Clock
from pb_core.ports.composites import PanelFile
from pb_core.ports.rate_limits import RateLimits
from pb_core.ports.retention import ReleasedArtifact, RetentionStore

KEPT = timedelta(days=1)
"""How long a picture is kept that no composite uses, from its upload or the last time that it was named."""

_KIB = 2**10
UPLOADS = Rate(2**20, 86_400)
"""How many KiB one key may upload at once, and anew within a day, at all servers; what is there already counts not."""

PREFIX = "panel_"
_ID = re.compile(PREFIX + "[0-9a-f]{64}")
_MEDIA_TYPES = MEDIA_TYPES | {"jpeg": "image/jpeg"}
_VECTORS = frozenset({"svg", "pdf"})


class UploadedPanel(Struct, frozen=True, kw_only=True):
    """A picture that was uploaded; its sides are in pixels, of vectors at 300 an inch."""

    id: str
    picture: Artifact
    width: int
    height: int
    kept_until: datetime


class Panels:
    """Takes pictures in and finds them again, each under its key alone; its id is made of the digest of its bytes."""

    def __init__(self, *, engines: Engines, artifacts: ArtifactStore, store: RetentionStore, clock: Clock) -> None:
        self._engines, self._artifacts, self._store, self._clock = engines, artifacts, store, clock
        self._turns: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()

    async def upload(self, key: ApiKey, data: bytes, limits: RateLimits) -> UploadedPanel:
        """Keep a picture that can be read from end to end; the same bytes are the same panel again. Costs no unit.

        ``limits`` counts what is uploaded, whether it can be read or not.

        Pictures of one key are looked at one after another, so that many of them hold up nobody else's.

        Raises ``UnreadablePanel``, ``TooManyPanels`` or ``InvalidRequest`` where this server composes nothing.
        """
        async with self._turns.setdefault(key.id, anyio.Lock()):
            await self._require_room(key.id, data, limits)
            file = await self._engines.composer.inspect(data)
            picture = await self._kept(key, data, file)
        return UploadedPanel(
            id=PREFIX + picture.digest,
            picture=picture,
            width=file.size.width,
            height=file.size.height,
            kept_until=self._clock.now() + KEPT,
        )

    async def named(self, key: ApiKey, names: Iterable[str]) -> dict[str, SourceFigure]:
        """Those of the names that are panels, each kept for another day.

        Raises ``NotFound`` for panels of other keys and such as are gone.
        """
        panels = [name for name in dict.fromkeys(names) if _ID.fullmatch(name)]
        return {name: await self._source(key, name) for name in panels}

    async def _source(self, key: ApiKey, name: str) -> SourceFigure:
        try:
            data = await self._artifacts.get(key.id, name.removeprefix(PREFIX))
        except ArtifactMissing as error:
            raise NotFound(
                f"source_task_ids: there is no {name[: len(PREFIX) + 8]}…: upload the picture again, "
                "it is kept for a day unless a composite uses it"
            ) from error
        file = await self._engines.composer.inspect(data, whole=False)
        return SourceFigure(task_id=name, kind=UPLOADED, pictures=(await self._kept(key, data, file),))

    async def _kept(self, key: ApiKey, data: bytes, file: PanelFile) -> Artifact:
        """Store the bytes, anew where they are there already: who is about to remove older ones leaves them then."""
        digest = await self._artifacts.put(key.id, data)
        at = self._clock.now() + KEPT - GRACE
        await self._store.release((ReleasedArtifact(owner=key.id, digest=digest, released_at=at),))
        scale = POINTS_PER_INCH / (file.size.resolution or 1) if file.format in _VECTORS else 1.0
        return Artifact(
            format=file.format,
            media_type=_MEDIA_TYPES[file.format],
            digest=digest,
            size=len(data),
            width=max(1, round(file.size.width * scale)),
            height=max(1, round(file.size.height * scale)),
        )

    async def _require_room(self, owner: str, data: bytes, limits: RateLimits) -> None:
        digest = await anyio.to_thread.run_sync(_digest_of, data)
        if self._artifacts.stamp(owner, digest) is not None:
            return
        standing = await limits.take("panels", UPLOADS, owner, -(-len(data) // _KIB))
        if standing.retry_after:
            raise TooManyPanels(
                f"This key may upload {UPLOADS.limit * _KIB // 2**20} MiB of pictures a day, which leaves no room for "
                f"this one: come back in {standing.retry_after} seconds"
            )


def _digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
