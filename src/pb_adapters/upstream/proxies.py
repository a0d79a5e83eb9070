"""Proxies: which of the environment's proxies, if any, stands between this program and a URL."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from msgspec import Struct

SCHEMES = ("http", "https")
"""How proxies are spoken to."""


class Proxies(Struct, frozen=True, kw_only=True):
    """The proxy for http and for https URLs, absolute URLs that may carry credentials, and the hosts that need none.

    An ``exempt`` host is ``*``, a name, which stands for its subdomains too, an address or a network of addresses, with
    or without a port. This machine's own addresses never go through a proxy.
    """

    http: str | None = None
    https: str | None = None
    exempt: tuple[str, ...] = ()

    def of(self, url: str) -> str | None:
        """The proxy on the way to a URL; ``None`` for none."""
        parts = urlsplit(url)
        proxy = self.https if parts.scheme == "https" else self.http
        host = (parts.hostname or "").rstrip(".").lower()
        if proxy is None or _is_own(host) or any(_covers(entry, host, parts.port) for entry in self.exempt):
            return None
        return proxy

    @property
    def all(self) -> frozenset[str]:
        """Every proxy."""
        return frozenset(proxy for proxy in (self.http, self.https) if proxy is not None)

    def __repr__(self) -> str:
        """Without the credentials."""
        return f"Proxies(http={self.http is not None}, https={self.https is not None}, exempt={self.exempt!r})"


def proxies_of(environ: Mapping[str, str]) -> Proxies:
    """The proxies of ``HTTP_PROXY``, ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``; small letters come first.

    Raises ``ValueError`` with a sentence that names the variable and no credential.
    """
    exempt = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    return Proxies(
        http=_proxy(environ, "http"),
        https=_proxy(environ, "https"),
        exempt=tuple(entry for part in exempt.split(",") if (entry := part.strip().lower())),
    )


def _proxy(environ: Mapping[str, str], scheme: str) -> str | None:
    for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper(), "all_proxy", "ALL_PROXY"):
        text = environ.get(name, "").strip()
        if text:
            return _checked(name, text if "://" in text else f"http://{text}")
    return None


def _checked(name: str, url: str) -> str:
    try:
        parts = urlsplit(url)
        is_right = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_right = False
    if not is_right:
        raise ValueError(f"{name} is not the URL of a proxy, such as http://proxy.example:3128")
    if parts.scheme not in SCHEMES:
        raise ValueError(f"{name} names a proxy that speaks {parts.scheme[:20]}; only http and https proxies are used")
    return url


def _is_own(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _covers(entry: str, host: str, port: int | None) -> bool:
    if entry == "*":
        return True
    name, colon, number = entry.rpartition(":")
    if colon and number.isdigit() and "]" not in number and name.count(":") == 0:
        if port != int(number):
            return False
        entry = name
    name = entry.strip("[]").removeprefix("*").removeprefix(".")
    if "/" in name:
        return _is_in(host, name)
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _is_in(host: str, network: str) -> bool:
    try:
        return ip_address(host) in ip_network(network, strict=False)
    except ValueError:
        return False
