"""Seeing: the token in a probe picture, read from its pixels as a model would."""

import io
import json

from pb_adapters.fakes.questions import Question
from pb_core.errors import UnreadablePicture
from pb_core.vision import read_token

GUESS = "PICTURE"


def token_in(picture: bytes) -> str | None:
    """The token that a picture shows, at whatever size and in whatever format; ``None`` for other pictures."""
    from PIL import Image  # noqa: PLC0415 - Pillow is loaded where it reads

    try:
        with Image.open(io.BytesIO(picture)) as image:
            grey = image.convert("L")
    except (OSError, SyntaxError, ValueError):
        return None
    pixels = grey.tobytes()
    rows = [pixels[start : start + grey.width] for start in range(0, len(pixels), grey.width)]
    try:
        return read_token(rows)
    except UnreadablePicture:
        return None


def named(question: Question) -> str:
    """The answer to a probe: the token of the first picture that shows one, else a guess."""
    tokens = filter(None, map(token_in, question.pictures))
    return json.dumps({"text": next(tokens, GUESS)})
