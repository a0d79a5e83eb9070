"""Where a server's API begins: people write its address with and without ``/v1``, or with the path of one call."""

from urllib.parse import urlsplit

from pb_adapters.upstream.exchange import Upstream, UpstreamPool

NAME = "The model server"
"""How errors name it, whose maker is not known."""

_CALLS = ("/chat/completions", "/completions", "/images/generations", "/models")
_WITHOUT_VERSION = ("", "/api")
"""Paths of a server itself and of Ollama's own API, beside which OpenAI's stands under ``/v1``."""


def api_address(url: str) -> str:
    """The address before ``/chat/completions``: ``/v1`` is added to a server without a path; another path is kept."""
    address = url.strip().rstrip("/")
    for call in _CALLS:
        address = address.removesuffix(call)
    path = urlsplit(address).path
    return address.removesuffix(path) + "/v1" if path in _WITHOUT_VERSION else address


def openai_upstream(pool: UpstreamPool, *, key: str, base_url: str) -> Upstream:
    """The server as seen with a key, or with none where it takes none."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return Upstream(pool, provider=NAME, base_url=api_address(base_url), headers=lambda: headers, redact=(key,))
