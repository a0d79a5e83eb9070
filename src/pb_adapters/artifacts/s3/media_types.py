"""What a file is, by how it begins: for whoever opens it in the store itself."""

OTHER = "application/octet-stream"

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"<svg", "image/svg+xml"),
)
_XML = b"<?xml"
_LOOKED_AT = 512


def media_type_of(data: bytes) -> str:
    """The media type of a picture or PDF; of anything else that of any bytes."""
    beginning = data[:_LOOKED_AT]
    if beginning.startswith(_XML):
        _, found, rest = beginning.partition(b"<svg")
        beginning = found + rest
    return next((media_type for start, media_type in _BEGINNINGS if beginning.startswith(start)), OTHER)
