"""URLs as they stand on the wire."""

from urllib.parse import quote, urlsplit

import httpcore
import idna

_CHARACTERS = "/%:@!$&'()*+,;=~?"


def wire_form(url: str) -> tuple[httpcore.URL, str]:
    """The absolute URL in ASCII without its fragment, and its Host header; ``UnicodeError`` if it has no such form."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii")
    path = quote(parts.path or "/", safe=_CHARACTERS)
    query = f"?{quote(parts.query, safe=_CHARACTERS)}" if parts.query else ""
    authority = f"[{host.partition('%')[0]}]" if ":" in host else host
    if parts.port is not None:
        authority += f":{parts.port}"
    return httpcore.URL(scheme=parts.scheme, host=host, port=parts.port, target=path + query), authority
