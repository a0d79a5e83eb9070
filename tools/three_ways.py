"""Draws plans in three ways, with painters that are fakes: python tools/three_ways.py FOLDER [EXEMPLAR ...].

Of each exemplar: drawn by the vector engine, with painted pictograms, and painted whole. The painted ones show what a
painter was told, since the fakes paint their prompts.
"""

import sys
from contextlib import AsyncExitStack
from pathlib import Path

import anyio
import anyio.to_thread

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.prompt_parser import no_latency
from pb_adapters.fakes.server import served
from pb_core.application.assembly import Options
from pb_core.application.engines import Engines
from pb_core.application.exemplars import Exemplar, load
from pb_core.application.painting import painters_request
from pb_core.domain.diagrams.spec import Styling
from pb_core.domain.requests import ModelChoice
from pb_core.ports.images import DrawRequest
from pb_core.testing.memory.images import KeptSubmission
from pb_http.engines import open_engines
from pb_http.settings import load as settings_of
from provider_settings import settings_of as fake_settings

WAYS = ("vector", "illustrated", "gemini_image")
SHOWN = ("text-to-texture", "tool-using-agent", "retinal-triage", "masked-video-pretraining")


async def draw(engines: Engines, exemplar: Exemplar, way: str, folder: Path) -> str:
    """Draw one exemplar in one way, in every format that there is, and tell what it cost and what is noted."""
    engine = engines.images_for(ModelChoice(image_provider=way))
    request = DrawRequest(
        spec=exemplar.spec, description="Calm and even.", styling=Styling(), formats=engine.capabilities.formats
    )
    reply = await engine.draw(painters_request(request, engine), KeptSubmission())
    for picture in reply.pictures:
        path = folder / f"{exemplar.name}-{way}.{picture.format}"
        await anyio.to_thread.run_sync(path.write_bytes, picture.data)
    cost = (reply.usage.cost_micros or 0) / 1_000_000
    return f"{exemplar.name}, {way}: {', '.join(engine.capabilities.formats)}; ${cost:.3f} {' '.join(reply.notes)}"


async def main(folder: Path, names: tuple[str, ...]) -> None:
    """Draw all of them."""
    with served(FakeProviders(latency=no_latency)) as fakes:
        environ = {
            name if name.endswith("_KEY") else f"PAPERBANANA_{name}": value
            for name, value in fake_settings(fakes, "gemini").items()
            if name != "IMAGE_PROVIDER"
        }
        async with AsyncExitStack() as stack:
            engines = await open_engines(stack, settings_of(environ).providers, Options(), folder / "pictograms")
            for exemplar in load():
                if exemplar.name in names:
                    for way in WAYS:
                        print(await draw(engines, exemplar, way, folder))


if __name__ == "__main__":
    into = Path(sys.argv[1])
    into.mkdir(parents=True, exist_ok=True)
    anyio.run(main, into, tuple(sys.argv[2:]) or SHOWN)
