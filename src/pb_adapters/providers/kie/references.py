"""Reference figures at Kie: uploaded to its file host and shown by their address, since its painters take no bytes.

Source: https://docs.kie.ai, "File upload".
"""

import hashlib
import logging
from collections.abc import Callable, Sequence

import anyio
import anyio.to_thread
from msgspec import Struct

from pb_adapters.providers.kie import BASE_URL
from pb_adapters.providers.kie.wire import envelope_of
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.json_wire import converted, json_of
from pb_core.application.exemplars import picture_of
from pb_core.errors import EngineError

log = logging.getLogger(__name__)

UPLOAD_URL = "https://kieai.redpandaai.co"
"""The file host of ``api.kie.ai``; a gateway or fake of another address has it below ``upload``."""
_KEPT_SECONDS, _AWAY_SECONDS = 20 * 3600.0, 3600.0
"""How long an address is used, of a file that Kie deletes after a day or three, and how long a failure is heeded."""
_DEADLINE, _MOST_BYTES = 20.0, 1_000_000


class _File(Struct, frozen=True, kw_only=True, rename="camel"):
    download_url: str


class References:
    """The addresses of reference figures; each is uploaded once by a process, and what fails is done without."""

    def __init__(self, now: Callable[[], float] = anyio.current_time) -> None:
        self._now = now
        self._known: dict[str, tuple[str | None, float]] = {}
        self._lock = anyio.Lock()

    async def addresses(self, upstream: Upstream, names: Sequence[str]) -> tuple[str, ...]:
        """Where these figures are to be seen; those that cannot be uploaded now are left out."""
        async with self._lock:
            found = [await self._address(upstream, name) for name in names]
        return tuple(filter(None, found))

    async def _address(self, upstream: Upstream, name: str) -> str | None:
        address, until = self._known.get(name, (None, float("-inf")))
        if self._now() < until:
            return address
        try:
            address = await _uploaded(upstream, name)
        except EngineError as error:
            log.warning("a reference figure could not be uploaded to Kie: %s", type(error).__name__)
            address = None
        self._known[name] = address, self._now() + (_AWAY_SECONDS if address is None else _KEPT_SECONDS)
        return address


async def _uploaded(upstream: Upstream, name: str) -> str | None:
    """Upload a figure under a name that its bytes decide, so that none replaces another."""
    data = await anyio.to_thread.run_sync(picture_of, name)
    base_url = UPLOAD_URL if upstream.base_url == BASE_URL else f"{upstream.base_url}/upload"
    file_name = f"{name}-{hashlib.sha256(data).hexdigest()[:12]}.png"
    answer = await upstream.elsewhere(base_url).exchange(
        "POST",
        "api/file-stream-upload",
        files={"file": (file_name, data, "image/png")},
        fields={"uploadPath": "images/paperbanana", "fileName": file_name},
        deadline=_DEADLINE,
        max_bytes=_MOST_BYTES,
    )
    file = converted(envelope_of(json_of(answer, upstream.provider)).data, _File)
    return file.download_url if file else None
