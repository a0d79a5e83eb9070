"""The entry point: reads the settings, holds the connections and makes the engines."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache

from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.setting_checks import check_base_url, check_key
from pb_core.errors import EngineMisconfigured
from pb_openai_compatible.engine import SLOW, OpenAiCompatible

BASE_URL, API_KEY = "OPENAI_COMPATIBLE_BASE_URL", "OPENAI_COMPATIBLE_API_KEY"
SEES_IMAGES = "OPENAI_COMPATIBLE_SEES_IMAGES"


@asynccontextmanager
async def provider(
    environ: Mapping[str, str], limits: Limits = SLOW
) -> AsyncIterator[Callable[[str | None], OpenAiCompatible]]:
    """What makes the engine of a model, while the connections are open.

    Raises:
        EngineMisconfigured: A setting is missing or wrong.
    """
    key = environ.get(API_KEY, "")
    try:
        base_url = check_base_url(BASE_URL, environ.get(BASE_URL, ""))
        headers = {"Authorization": f"Bearer {check_key(API_KEY, key)}"} if key else {}
    except ValueError as error:
        raise EngineMisconfigured(str(error)) from error
    async with UpstreamPool() as pool:
        upstream = Upstream(pool, provider="The server", base_url=base_url, headers=lambda: headers, redact=(key,))

        @lru_cache(maxsize=64)  # an engine remembers whether its server takes schemas
        def engine(model: str | None) -> OpenAiCompatible:
            if model is None:
                raise EngineMisconfigured("openai-compatible has no default model: set PAPERBANANA_VLM_MODEL")
            sees_images = environ.get(SEES_IMAGES, "true") != "false"
            return OpenAiCompatible(upstream, model, sees_images=sees_images, limits=limits)

        yield engine
