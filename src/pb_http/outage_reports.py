"""Outage reports: a program tells the others which providers it leaves alone, while it runs."""

import logging
from collections.abc import Mapping

import anyio

from pb_adapters.upstream.breaker import Breaker
from pb_core.errors import StorageError
from pb_core.ports.outages import SILENT_SECONDS, Outages

log = logging.getLogger("pb_http.outages")

LOOK_SECONDS = 2.0
"""How often it looks at its breakers."""


async def report_outages(outages: Outages, who: str, breakers: Mapping[str, Breaker]) -> None:
    """Tell until cancelled what changes, and again now and then what stays as it is; an outage of the store passes."""
    told, silent = frozenset[str](), 0.0
    while True:
        await anyio.sleep(LOOK_SECONDS)
        silent += LOOK_SECONDS
        now = frozenset(name for name, breaker in breakers.items() if breaker.is_open)
        if now == told and not (now and silent >= SILENT_SECONDS / 4):
            continue
        try:
            await outages.tell(who, now)
        except StorageError as error:
            log.warning("outages_not_told", extra={"reason": str(error)})
        else:
            told, silent = now, 0.0
