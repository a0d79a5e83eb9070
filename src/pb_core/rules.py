"""The rules of the reference that no single field can express; each breach is one ``InvalidRequest``."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from pb_core.errors import InvalidRequest
from pb_core.ports.images import ImageEngine
from pb_core.requests import GenerateBody, GenerateFromPdfBody

KIE_ENGINE = "kie_imagen"
GPT_IMAGE_2 = "gpt-image-2-text-to-image"
NANO_BANANA = "google/nano-banana"

SLICE = 2**20
"""Characters of base64 that are cleared of blanks in one go."""

_DATA_URL = re.compile(r"data:([^,;]*)(;[^,]*)?,", re.IGNORECASE)


def require_text(name: str, value: str) -> str:
    """Return the value unchanged, or refuse one that is empty or blank."""
    if not value.strip():
        message = f"{name} must not be blank"
        raise InvalidRequest(message)
    return value


def picture_formats(asked: Sequence[str] | None) -> tuple[str, ...]:
    """The formats to deliver, each once: PNG always and first, since previews and callbacks carry it."""
    return tuple(dict.fromkeys(("png", *(asked or ()))))


def check_image_choice(body: GenerateBody | GenerateFromPdfBody, engine: ImageEngine) -> None:
    """Hold image_model and image_resolution against the server's image engine (reference: Request Body)."""
    if body.image_model is not None and engine.provider != KIE_ENGINE:
        message = (
            f"image_model works only when the server's image provider is {KIE_ENGINE}, but it is "
            f"{engine.provider}: leave image_model out or set PAPERBANANA_IMAGE_PROVIDER={KIE_ENGINE}"
        )
        raise InvalidRequest(message)
    if engine.provider == KIE_ENGINE:
        _check_kie(body.image_model or engine.model, body.image_resolution, body.aspect_ratio)
    elif body.image_resolution is not None and body.image_resolution not in engine.capabilities.resolutions:
        message = f"image_resolution is not supported by this server's image provider {engine.provider}: leave it out"
        raise InvalidRequest(message)


def _check_kie(model: str, resolution: str | None, ratio: str | None) -> None:
    if resolution is None:
        return
    if model == NANO_BANANA:
        message = f"image_resolution is not accepted by {NANO_BANANA}: leave it out"
        raise InvalidRequest(message)
    if model == GPT_IMAGE_2 and ratio == "auto" and resolution != "1K":
        message = f"{GPT_IMAGE_2} supports only image_resolution 1K when aspect_ratio is auto"
        raise InvalidRequest(message)
    if model == GPT_IMAGE_2 and ratio == "1:1" and resolution == "4K":
        message = f"{GPT_IMAGE_2} does not support image_resolution 4K when aspect_ratio is 1:1"
        raise InvalidRequest(message)


def decode_pdf(text: str) -> bytes:
    """Decode base64, with or without line breaks, or a ``data:application/pdf;base64`` URL."""
    prefix = _DATA_URL.match(text[:200])
    if prefix is not None:
        if prefix[1].strip().lower() != "application/pdf" or not (prefix[2] or "").lower().endswith(";base64"):
            message = "pdf_base64 is a data URL of another kind; it must start with data:application/pdf;base64,"
            raise InvalidRequest(message)
        text = text[prefix.end() :]
    try:
        return base64.b64decode("".join(_without_blanks(text)).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        message = "pdf_base64 is not valid base64"
        raise InvalidRequest(message) from error


def _without_blanks(text: str) -> Iterator[str]:
    """Slice by slice, so that one call on a whole document does not keep the other threads waiting."""
    for start in range(0, len(text), SLICE):
        yield "".join(text[start : start + SLICE].split())
