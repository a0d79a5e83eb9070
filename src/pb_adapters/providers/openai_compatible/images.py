"""OpenAiCompatibleImage: pictures painted by a model behind ``/images/generations``, at OpenAI or at home."""

from enum import IntEnum
from urllib.parse import urljoin

import anyio.to_thread
import msgspec
from msgspec import Struct

from pb_adapters.providers.openai_compatible.errors import failure_of
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import Answer, Upstream
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.image_engines import RemoteImages, check_formats, prompt_of
from pb_adapters.upstream.json_wire import documented, json_of
from pb_adapters.upstream.pictures import bytes_of
from pb_core.application.model_catalog import nearest_ratio, ratio_value
from pb_core.domain.billing import Usage
from pb_core.errors import NoPicture, RequestRejected
from pb_core.ports.images import DrawReply, DrawRequest, Submission

SLOW = Limits(image_seconds=900.0)
"""A picture takes minutes without a large graphics card."""

USUAL_SIZES = {"1:1": "1024x1024", "3:2": "1536x1024", "2:3": "1024x1536"}
"""By their ratios; older models take no others."""

_STEP, _SIDE = 16, 1024
_REFUSED = {400, 422}


class Sizes(IntEnum):
    """Which sizes a server takes; a refusal that names the size goes one further."""

    ANY = 0
    USUAL = 1
    NONE = 2


class _Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What to paint. No ``response_format``: half of the servers refuse it, and all of them answer without."""

    model: str
    prompt: str
    n: int
    size: str | None = None


class _Image(Struct, frozen=True, kw_only=True):
    """A picture in base64, or where it is: absolute, relative to the server, or a data URL."""

    b64_json: str | None = None
    url: str | None = None


class _Tokens(Struct, frozen=True, kw_only=True):
    """What gpt-image models count."""

    input_tokens: int | None = None
    output_tokens: int | None = None


class _Painted(Struct, frozen=True, kw_only=True):
    """The pictures; there may be none."""

    data: tuple[_Image, ...] | None = None
    usage: _Tokens | None = None


class SizeMemory:
    """Which sizes a server's models take, as far as that has shown."""

    def __init__(self) -> None:
        self._known: dict[str, Sizes] = {}

    def of(self, model: str) -> Sizes:
        """What is known of a model."""
        return self._known.get(model, Sizes.ANY)

    def refused(self, model: str, sent: Sizes) -> None:
        """Note that one of these sizes was refused; what several calls at once are refused counts once."""
        self._known[model] = Sizes(max(self.of(model), min(sent + 1, Sizes.NONE)))


class OpenAiCompatibleImage(RemoteImages):
    """A model that paints at a server of one's own; it answers at once and remembers no job.

    Args:
        upstream: The server.
        downloader: Fetches pictures that are only told by address.
        model: The model's name.
        limits: How long a call may take and how large a picture may be.
        sizes: Which sizes the server is known to take; shared by all engines of it.
    """

    provider = "openai_compatible_image"

    def __init__(
        self,
        upstream: Upstream,
        downloader: Downloader,
        model: str,
        limits: Limits | None = None,
        *,
        sizes: SizeMemory | None = None,
    ) -> None:
        super().__init__(upstream, model, limits or SLOW)
        self._downloader, self._sizes = downloader, sizes or SizeMemory()

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:  # noqa: ARG002 - nothing to resume
        """Paint one picture with one call."""
        check_formats(self._upstream.provider, request)
        sizes = self._sizes.of(self.model)
        size = size_of(request, sizes)
        body = _Body(model=self.model, prompt=prompt_of(request), n=1, size=size)
        answer = await self._upstream.exchange(
            "POST",
            "images/generations",
            json=msgspec.json.encode(body),
            deadline=self._limits.image_seconds,
            max_bytes=self._limits.inline_bytes,
        )
        painted = await self._read(answer, size, sizes)
        tokens = painted.usage or _Tokens()
        usage = Usage(input_tokens=tokens.input_tokens, output_tokens=tokens.output_tokens)
        return await self._reply(await self._picture_in(painted), request, usage)

    async def _read(self, answer: Answer, size: str | None, sizes: Sizes) -> _Painted:
        provider = self._upstream.provider
        if size and answer.status in _REFUSED and b"size" in answer.body.lower():
            self._sizes.refused(self.model, sizes)
            raise RequestRejected(f"{provider} does not paint {size}; it is asked for another size.", retryable=True)
        document = await anyio.to_thread.run_sync(json_of, answer, provider)
        failure = failure_of(self._upstream, answer, document, self.model)
        if failure is not None:
            raise failure
        return documented(document, _Painted, provider)

    async def _picture_in(self, painted: _Painted) -> bytes:
        provider = self._upstream.provider
        for image in reversed(painted.data or ()):
            if image.b64_json or (image.url or "").startswith("data:"):
                return await anyio.to_thread.run_sync(bytes_of, image.b64_json or image.url or "")
            if image.url:
                url = urljoin(self._upstream.base_url + "/", image.url)
                return (await self._downloader.fetch(url, provider)).data
        raise NoPicture(f"{provider} answered without a picture; the model may have declined.")


def size_of(request: DrawRequest, known: Sizes) -> str | None:
    """``WxH`` in steps of 16 pixels with the area of 1024 × 1024, or the usual size of the nearest ratio."""
    ratio = request.aspect_ratio or ""
    value = ratio_value(ratio)
    if known is Sizes.NONE or value is None:
        return None
    if known is Sizes.USUAL:
        return USUAL_SIZES[nearest_ratio(USUAL_SIZES, ratio) or "1:1"]
    width, height = (round(_SIDE * factor / _STEP) * _STEP for factor in (value**0.5, value**-0.5))
    return f"{width}x{height}"
