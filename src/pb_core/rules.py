"""The rules of the reference that no single field can express; each breach is one ``InvalidRequest``."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from pb_core.abilities import Ability, abilities
from pb_core.errors import InvalidRequest
from pb_core.ports.images import ImageEngine
from pb_core.requests import GenerateBody, GenerateFromPdfBody

KIE_ENGINE = "kie_imagen"
MAX_MODEL_NAME = 200
PATH_PROVIDERS = frozenset({"gemini", "kie"})
"""Providers that take the model as one part of a URL's path."""

SLICE = 2**20
"""Characters of base64 that are cleared of blanks in one go."""

_MODEL_NAME = re.compile(r"[A-Za-z0-9~@][A-Za-z0-9~@._:+/-]*")
_DATA_URL = re.compile(r"data:([^,;]*)(;[^,]*)?,", re.IGNORECASE)


def require_text(name: str, value: str) -> str:
    """Return the value unchanged, or refuse one that is empty or blank."""
    if not value.strip():
        message = f"{name} must not be blank"
        raise InvalidRequest(message)
    return value


def require_model_name(field: str, name: str, provider: str | None = None) -> str:
    """Return a model's name unchanged, or refuse one that no provider could have: it enters URLs and records."""
    if len(name) > MAX_MODEL_NAME:
        message = f"{field} must not be longer than {MAX_MODEL_NAME} characters"
        raise InvalidRequest(message)
    if not _MODEL_NAME.fullmatch(name) or ".." in name:
        message = (
            f"{field} is not a model's name: it must begin with a letter or digit and hold only letters, digits "
            "and . _ : / + - ~ @, without '..'"
        )
        raise InvalidRequest(message)
    if "/" in name and provider in PATH_PROVIDERS:
        message = f"{field} must not hold a slash with the provider {provider}"
        raise InvalidRequest(message)
    return name


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
    resolution, declared = body.image_resolution, engine.capabilities.resolutions
    if resolution is not None and engine.provider != KIE_ENGINE and resolution not in declared:
        message = f"image_resolution is not supported by this server's image provider {engine.provider}: leave it out"
        raise InvalidRequest(message)
    ability = abilities(engine.provider, body.image_model or engine.model)
    if resolution is not None and ability is not None:
        _check_resolution(ability, resolution, body.aspect_ratio)


def configured_resolution(resolution: str | None, provider: str, model: str, ratio: str | None) -> str | None:
    """The server's own resolution where the model takes it with the ratio, else ``None``: the model's default."""
    ability = abilities(provider, model)
    return resolution if ability is None or resolution in ability.sizes_with(ratio) else None


def _check_resolution(ability: Ability, resolution: str, ratio: str | None) -> None:
    model, possible = ability.model, ability.sizes_with(ratio)
    if resolution in possible:
        return
    if not ability.sizes:
        message = f"image_resolution is not accepted by {model}: leave it out"
    elif resolution not in ability.resolutions:
        message = f"{model} does not support image_resolution {resolution}: choose {' or '.join(ability.resolutions)}"
    elif len(possible) == 1:
        message = f"{model} supports only image_resolution {possible[0]} when aspect_ratio is {ratio}"
    else:
        message = f"{model} does not support image_resolution {resolution} when aspect_ratio is {ratio}"
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
