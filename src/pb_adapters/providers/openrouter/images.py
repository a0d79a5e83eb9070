"""OpenRouterImage: pictures painted by the image models behind OpenRouter."""

from datetime import UTC, datetime

import anyio.to_thread

from pb_adapters.providers.openrouter.wire import ImageRequest, ImageResponse, ask, usage_of
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.image_engines import FORMATS, ability_of, check_formats, delivered, prompt_of
from pb_adapters.upstream.pictures import bytes_of
from pb_core.application.model_catalog import image_bound, priced
from pb_core.errors import Billed, NoPicture
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, Submission


class OpenRouterImage:
    """A model behind OpenRouter that paints; it answers at once and remembers no job.

    Args:
        upstream: OpenRouter, as ``openrouter_upstream`` makes it.
        model: A model's name with its maker, for example ``google/gemini-nano-banana-2.1``.
        limits: How long a call may take and how large a picture may be.
    """

    provider = "openrouter_image"

    def __init__(self, upstream: Upstream, model: str, limits: Limits | None = None) -> None:
        self.model = model
        self._upstream = upstream
        self._limits = limits or Limits()
        self._entry = ability_of(self.provider, model)

    @property
    def capabilities(self) -> ImageCapabilities:
        """PNG, in the resolutions of the model."""
        return ImageCapabilities(formats=FORMATS, resolutions=self._entry.resolutions)

    def estimate(self, request: DrawRequest) -> int:
        """What the call costs at most, in millionths of a US dollar."""
        return image_bound(self.provider, self.model, request)

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:  # noqa: ARG002 - nothing to resume
        """Paint one picture with one call of the Image API."""
        check_formats(self._upstream.provider, request)
        limits = self._limits
        body = ImageRequest(
            model=self.model,
            prompt=prompt_of(request),
            aspect_ratio=self._entry.wire_ratio(request.aspect_ratio),
            resolution=self._entry.wire_size(request.resolution),
        )
        response = await ask(
            self._upstream,
            "images",
            body,
            ImageResponse,
            seconds=limits.image_seconds,
            max_bytes=limits.inline_bytes,
        )
        data = await anyio.to_thread.run_sync(self._picture_in, response)
        painted = await delivered(data, request, limits)
        usage = priced(
            usage_of(response.usage), self._entry, pictures=1, size=request.resolution, on=datetime.now(UTC).date()
        )
        return DrawReply(pictures=(painted.picture,), usage=usage, original=painted.original, notes=painted.notes)

    def _picture_in(self, response: ImageResponse) -> bytes:
        """The last picture; some models send the same one again and again."""
        pictures = [picture for item in response.data or () if (picture := item.b64_json or item.url)]
        if not pictures:
            free = response.usage is not None and response.usage.cost == 0
            raise NoPicture(
                f"{self._upstream.provider} answered without a picture; the model may have declined.",
                billed=Billed.NO if free else Billed.YES,
            )
        return bytes_of(pictures[-1])
