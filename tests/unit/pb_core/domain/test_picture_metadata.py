"""Metadata by format."""

from pb_core.domain.picture_metadata import stamped
from support.picture_metadata import metadata


def test_other_formats_stay_as_they_are() -> None:
    assert stamped(b"flowchart LR", "mermaid", metadata()) == b"flowchart LR"
