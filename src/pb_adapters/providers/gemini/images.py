"""GeminiImage: pictures painted by the Gemini image models."""

from datetime import UTC, datetime

import anyio.to_thread

from pb_adapters.providers.gemini.wire import (
    Content,
    GenerationConfig,
    ImageConfig,
    Part,
    Request,
    generate,
    good_parts,
    usage_of,
)
from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.image_engines import FORMATS, ability_of, check_formats, delivered, prompt_of
from pb_adapters.upstream.pictures import bytes_of
from pb_core.application.model_catalog import image_bound, priced
from pb_core.errors import NoPicture
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, Submission


class GeminiImage:
    """A Gemini model that paints; it answers at once and remembers no job.

    Args:
        upstream: The Gemini API, as ``gemini_upstream`` makes it.
        model: A model's name without ``models/``, for example ``gemini-nano-banana-2.1``.
        limits: How long a call may take and how large a picture may be.
    """

    provider = "gemini_image"

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
        """Paint one picture with one call of ``generateContent``."""
        check_formats(self._upstream.provider, request)
        limits = self._limits
        response = await generate(
            self._upstream,
            self.model,
            self._request(request),
            seconds=limits.image_seconds,
            max_bytes=limits.inline_bytes,
        )
        data = await anyio.to_thread.run_sync(self._picture_in, good_parts(self._upstream, response))
        painted = await delivered(data, request, limits)
        usage = priced(
            usage_of(response), self._entry, pictures=1, size=request.resolution, on=datetime.now(UTC).date()
        )
        return DrawReply(pictures=(painted.picture,), usage=usage, original=painted.original, notes=painted.notes)

    def _request(self, request: DrawRequest) -> Request:
        ratio = self._entry.wire_ratio(request.aspect_ratio)
        size = self._entry.wire_size(request.resolution)
        return Request(
            contents=(Content(role="user", parts=(Part(text=prompt_of(request)),)),),
            generation_config=GenerationConfig(
                response_modalities=("IMAGE",),
                image_config=ImageConfig(aspect_ratio=ratio, image_size=size) if ratio or size else None,
            ),
        )

    def _picture_in(self, parts: tuple[Part, ...]) -> bytes:
        """The last picture: what stands before it are sketches."""
        pictures = [part.inline_data.data for part in parts if part.inline_data and part.inline_data.data]
        if not pictures:
            how = "in words and " if any(part.text for part in parts) else ""
            raise NoPicture(f"{self._upstream.provider} answered {how}without a picture; the model may have declined.")
        return bytes_of(pictures[-1])
