"""GeminiImage: pictures painted by the Gemini image models."""

import anyio.to_thread

from pb_adapters.providers.gemini.wire import (
    Blob,
    Content,
    GenerationConfig,
    ImageConfig,
    Part,
    Request,
    generate,
    good_parts,
    usage_of,
)
from pb_adapters.upstream.image_engines import RemoteImages, check_formats, prompt_of, references_of
from pb_adapters.upstream.pictures import base64_of, bytes_of
from pb_core.errors import NoPicture
from pb_core.ports.images import DrawReply, DrawRequest, Submission


class GeminiImage(RemoteImages):
    """A Gemini model that paints, for example ``gemini-nano-banana-2.1``; it answers at once and remembers no job."""

    provider = "gemini_image"

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:  # noqa: ARG002 - nothing to resume
        """Paint one picture with one call of ``generateContent``."""
        check_formats(self._upstream.provider, request)
        limits = self._limits
        response = await generate(
            self._upstream,
            self.model,
            await self._request(request),
            seconds=limits.image_seconds,
            max_bytes=limits.inline_bytes,
        )
        data = await anyio.to_thread.run_sync(self._picture_in, good_parts(self._upstream, response))
        return await self._reply(data, request, usage_of(response))

    async def _request(self, request: DrawRequest) -> Request:
        shown = await references_of(request, self._entry)
        blobs = (Blob(mime_type=part.media_type, data=base64_of(part.data)) for part in shown)
        parts = (Part(text=prompt_of(request, self._entry, shown=len(shown))), *(Part(inline_data=b) for b in blobs))
        ratio = self._entry.wire_ratio(request.aspect_ratio)
        size = self._entry.wire_size(request.resolution)
        return Request(
            contents=(Content(role="user", parts=parts),),
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
