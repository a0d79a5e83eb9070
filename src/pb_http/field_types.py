"""Types of fields that many answers share."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
"""A time as the reference writes it; a ``datetime`` would be written with ``Z``."""

Day = Annotated[str, Meta(extra_json_schema={"format": "date"})]
Address = Annotated[str, Meta(extra_json_schema={"format": "uri"})]
Base64Png = Annotated[
    str,
    Meta(
        description="The PNG in base64.",
        extra_json_schema={"contentEncoding": "base64", "contentMediaType": "image/png"},
    ),
]


def when(time: datetime) -> str:
    """A time as the reference writes it: UTC with ``+00:00``."""
    return time.isoformat()
