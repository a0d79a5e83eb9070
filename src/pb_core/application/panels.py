"""Panels: pictures that callers bring for composites, held for a day until a composite needs them."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import anyio
from msgspec import Struct

from pb_core.application.engines import Engines
from pb_core.application.retention import GRACE
from pb_core.domain.billing import ApiKey
from pb_core.domain.pictures import MEDIA_TYPES, POINTS_PER_INCH, Artifact
from pb_core.domain.requests import UPLOADED, SourceFigure
from pb_core.errors import ArtifactMissing, NotFound, TooManyPanels
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.clock import Clock
from pb_core.ports.composites import PanelFile
from pb_core.ports.retention import ReleasedArtifact, RetentionStore

KEPT = timedelta(days=1)
"""How long a picture is kept that no composite uses, from its upload or the last time that it was named."""

MOST_BYTES = 2**30
"""How much one key may upload within that time, as one program counts it; the same bytes count once."""

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
        self._fresh: dict[str, dict[str, tuple[datetime, int]]] = {}
        self._turns: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()

    async def upload(self, key: ApiKey, data: bytes) -> UploadedPanel:
        """Keep a picture that can be read from end to end; the same bytes are the same panel again. Costs no unit.

        Pictures of one key are looked at one after another, so that many of them hold up nobody else's.

        Raises ``UnreadablePanel``, ``TooManyPanels`` or ``InvalidRequest`` where this server composes nothing.
        """
        async with self._turns.setdefault(key.id, anyio.Lock()):
            self._require_room(key.id)
            file = await self._engines.composer.inspect(data)
            picture = await self._kept(key, data, file)
            self._fresh[key.id][picture.digest] = (self._clock.now(), picture.size)
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

    def _require_room(self, owner: str) -> None:
        since = self._clock.now() - KEPT
        fresh = {digest: (at, held) for digest, (at, held) in self._fresh.get(owner, {}).items() if at > since}
        self._fresh[owner] = fresh
        if sum(held for _, held in fresh.values()) >= MOST_BYTES:
            raise TooManyPanels(
                f"This key has uploaded {MOST_BYTES // 2**20} MiB of pictures within a day, and no more are taken: "
                "come back later"
            )
