"""OpenRouterImage: pictures painted by the image models behind OpenRouter."""

import anyio.to_thread

from pb_adapters.providers.openrouter.wire import ContentPart, ImageRequest, ImageResponse, ImageUrl, ask, usage_of
from pb_adapters.upstream.image_engines import RemoteImages, check_formats, prompt_of, references_of
from pb_adapters.upstream.pictures import bytes_of, data_url_of
from pb_core.errors import Billed, NoPicture
from pb_core.ports.images import DrawReply, DrawRequest, Submission


class OpenRouterImage(RemoteImages):
    """A model behind OpenRouter that paints, named with its maker, for example ``google/gemini-nano-banana-2.1``.

    It answers at once and remembers no job.
    """

    provider = "openrouter_image"

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:  # noqa: ARG002 - nothing to resume
        """Paint one picture with one call of the Image API."""
        check_formats(self._upstream.provider, request)
        limits = self._limits
        shown = await references_of(request, self._entry)
        body = ImageRequest(
            model=self.model,
            prompt=prompt_of(request, self._entry, shown=len(shown)),
            aspect_ratio=self._entry.wire_ratio(request.aspect_ratio),
            resolution=self._entry.wire_size(request.resolution),
            input_references=tuple(
                ContentPart(type="image_url", image_url=ImageUrl(url=data_url_of(part))) for part in shown
            ),
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
        return await self._reply(data, request, usage_of(response.usage))

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
