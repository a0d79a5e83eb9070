"""Every fault that a fake provider can play against the engines that meet it: ``python tools/fault_matrix.py gemini``.

Prints a table: the error that an engine raises, whether it may be retried, whether it may have been billed, and how
many calls were made upstream.
"""

import sys
from collections.abc import Callable

import anyio
import anyio.lowlevel
from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import PAINTER, WRITER
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.server import serving
from pb_adapters.providers.apimart.images import PACE as APIMART_PACE
from pb_adapters.providers.apimart.images import ApimartImage
from pb_adapters.providers.apimart.vlm import ApimartVlm
from pb_adapters.providers.apimart.wire import apimart_upstream
from pb_adapters.providers.gemini.images import GeminiImage
from pb_adapters.providers.gemini.vlm import GeminiVlm
from pb_adapters.providers.gemini.wire import gemini_upstream
from pb_adapters.providers.kie.images import PACE as KIE_PACE
from pb_adapters.providers.kie.images import KieImagen
from pb_adapters.providers.kie.vlm import KieVlm
from pb_adapters.providers.kie.wire import kie_upstream
from pb_adapters.providers.openai_compatible.address import openai_upstream
from pb_adapters.providers.openai_compatible.images import OpenAiCompatibleImage
from pb_adapters.providers.openai_compatible.vlm import OpenAiCompatibleVlm
from pb_adapters.providers.openrouter.images import OpenRouterImage
from pb_adapters.providers.openrouter.vlm import OpenRouterVlm
from pb_adapters.providers.openrouter.wire import openrouter_upstream
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.image_engines import Pace, Polling
from pb_core.errors import EngineError
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.memory.images import KeptSubmission, sample_request
from pb_core.testing.memory.vlm import sample_requests
from scripted_wire import Hours

ENDLESS = frozenset({"time-out", "padded-forever", "poll-time-out", "result-drip"})
"""Faults that only the engine's own own time limit ends."""

SHORT, LONG = Limits(text_seconds=0.5, image_seconds=0.5), Limits()

OK = "answer"
ENGINES = ("vlm", "images")
PROMPT = "Unpublished: the planted prompt of a caller."
"""What both engines are asked; no error may repeat it."""


class Verdict(Struct, frozen=True):
    """What became of one call: the error's class, or ``answer``, its verdicts, and the calls that reached the fake."""

    outcome: str
    retryable: bool = False
    billed: str = "yes"
    calls: int = 1


class Pair(Struct, frozen=True):
    """The two engines of a provider."""

    vlm: VlmEngine
    images: ImageEngine


def _gemini(fakes: FakeProviders, pool: UpstreamPool, limits: Limits) -> Pair:
    upstream = gemini_upstream(pool, key=fakes.key, base_url=fakes.base_url("gemini"))
    return Pair(
        GeminiVlm(upstream, "gemini-3.8-flash", limits), GeminiImage(upstream, "gemini-nano-banana-2.1", limits)
    )


def _kie(fakes: FakeProviders, pool: UpstreamPool, limits: Limits) -> Pair:
    upstream = kie_upstream(pool, key=fakes.key, base_url=fakes.base_url("kie"))
    images = KieImagen(upstream, _downloader(fakes, limits), "nano-banana-2-1", limits, polling=_at_once(KIE_PACE))
    return Pair(KieVlm(upstream, "gemini-3-8-flash-openai", limits), images)


def _apimart(fakes: FakeProviders, pool: UpstreamPool, limits: Limits) -> Pair:
    upstream = apimart_upstream(pool, key=fakes.key, base_url=fakes.base_url("apimart"))
    model, polling = "gemini-3.1-flash-image-preview", _at_once(APIMART_PACE)
    images = ApimartImage(upstream, _downloader(fakes, limits), model, limits, polling=polling)
    return Pair(ApimartVlm(upstream, "gemini-3-flash-preview", limits), images)


def _downloader(fakes: FakeProviders, limits: Limits) -> Downloader:
    return Downloader(allowed=frozenset({fakes.url}), limits=limits, seconds=limits.image_seconds, sleep=Hours().sleep)


def _at_once(pace: Pace) -> Polling:
    """The pace of an engine by a clock whose every wait is over at once."""
    hours = Hours()
    return Polling(pace=pace, now=hours.now, sleep=hours.sleep)


def _openrouter(fakes: FakeProviders, pool: UpstreamPool, limits: Limits) -> Pair:
    upstream = openrouter_upstream(pool, key=fakes.key, base_url=fakes.base_url("openrouter") + "/api/v1")
    return Pair(
        OpenRouterVlm(upstream, "google/gemini-3.8-flash", limits),
        OpenRouterImage(upstream, "google/gemini-nano-banana-2.1", limits),
    )


def _openai_compatible(fakes: FakeProviders, pool: UpstreamPool, limits: Limits) -> Pair:
    upstream = openai_upstream(pool, key=fakes.key, base_url=fakes.base_url("openai_compatible") + "/vllm/v1")
    return Pair(
        OpenAiCompatibleVlm(upstream, WRITER, limits),
        OpenAiCompatibleImage(upstream, _downloader(fakes, limits), PAINTER, limits),
    )


PROVIDERS: dict[str, Callable[[FakeProviders, UpstreamPool, Limits], Pair]] = {
    "gemini": _gemini,
    "openrouter": _openrouter,
    "kie": _kie,
    "apimart": _apimart,
    "openai_compatible": _openai_compatible,
}
JOBS = ("create", "poll", "file")
ENDPOINTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gemini": (("generate",), ("generate",)),
    "openrouter": (("chat",), ("images",)),
    "kie": (("chat",), JOBS),
    "apimart": (("chat",), JOBS),
    "openai_compatible": (("chat",), ("images",)),
}
"""Where the two engines of a provider ask, as its fake names it."""


def applies(fakes: FakeProviders, provider: str, fault: str, kind: str) -> bool:
    """Whether a fault can strike a call for words (``vlm``) or for a picture (``images``)."""
    asked = (
        Question(endpoint=endpoint, model="", wants_picture=kind == "images")
        for endpoint in ENDPOINTS[provider][ENGINES.index(kind)]
    )
    return any(fakes.faults(provider)[fault].strikes(question) for question in asked)


async def strike(
    fakes: FakeProviders, pool: UpstreamPool, provider: str, fault: str, kind: str
) -> tuple[Verdict, EngineError | None]:
    """Let a fault strike one call of an engine; what became of it, and the error if it is one."""
    pair = PROVIDERS[provider](fakes, pool, SHORT if fault in ENDLESS else LONG)
    fakes.reset()
    fakes.script(provider, fault)
    error = await (_words if kind == "vlm" else _picture)(pair)
    with anyio.fail_after(60):
        while fakes.counts(provider).under_way:  # a call that was given up is counted when the fake notices
            await anyio.lowlevel.checkpoint()
    calls = len(fakes.calls(provider))
    if error is None:
        return Verdict(OK, calls=calls), None
    return Verdict(type(error).__name__, error.retryable, error.billed.value, calls), error


async def _words(pair: Pair) -> EngineError | None:
    request, _ = sample_requests()["planner"]
    try:
        await pair.vlm.complete(replace(request, prompt=PROMPT))
    except EngineError as error:
        return error
    return None


async def _picture(pair: Pair) -> EngineError | None:
    try:
        await pair.images.draw(sample_request(pair.images, description=PROMPT), KeptSubmission())
    except EngineError as error:
        return error
    return None


async def matrix(provider: str) -> dict[str, dict[str, Verdict]]:
    """Every fault of a provider against both engines."""
    found: dict[str, dict[str, Verdict]] = {}
    async with serving(FakeProviders()) as fakes, UpstreamPool() as pool:
        for fault in fakes.faults(provider):
            for kind in ENGINES:
                if applies(fakes, provider, fault, kind):
                    found.setdefault(fault, {})[kind], _ = await strike(fakes, pool, provider, fault, kind)
    return found


def printed(provider: str, found: dict[str, dict[str, Verdict]]) -> str:
    """The table in Markdown."""
    lines = [f"| {provider} | engine | outcome | retryable | billed | calls |", "|---|---|---|---|---|---|"]
    for fault, verdicts in found.items():
        for kind, one in verdicts.items():
            retryable = "yes" if one.retryable else "no"
            lines.append(f"| {fault} | {kind} | {one.outcome} | {retryable} | {one.billed} | {one.calls} |")
    return "\n".join(lines)


if __name__ == "__main__":
    for name in sys.argv[1:] or PROVIDERS:
        print(printed(name, anyio.run(matrix, name)), end="\n\n")
