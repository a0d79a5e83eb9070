"""Pictures as text in JSON bodies; megabytes take long enough that callers run these in a thread."""

import pybase64

from pb_core.errors import UnreadablePicture
from pb_core.ports.vlm import ImagePart


def base64_of(data: bytes) -> str:
    """The bytes in base64."""
    return pybase64.b64encode(data).decode("ascii")


def data_url_of(part: ImagePart) -> str:
    """The picture as a data URL."""
    return f"data:{part.media_type};base64,{base64_of(part.data)}"


def bytes_of(text: str) -> bytes:
    """The bytes of a base64 text or a data URL; line breaks are let pass, missing padding is not.

    Raises:
        UnreadablePicture: It is something else.
    """
    if text[:5].lower() == "data:":
        head, comma, text = text.partition(",")
        if not comma or not head.lower().endswith(";base64"):
            message = "A picture is a data URL that is not in base64."
            raise UnreadablePicture(message)
    try:
        return pybase64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        message = "A picture is not in base64, or was cut."
        raise UnreadablePicture(message) from None
