"""Where the server is and how it is spoken to: addresses, headers, and answers of httpx as values."""

import os
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from paperbanana_client.flows import Answer, Call

DEFAULT_URL = "http://127.0.0.1:8000"
TIMEOUT = httpx.Timeout(90.0, connect=10.0)
"""An answer may be held for a minute while a task is waited for."""


def address_of(url: str | None) -> str:
    """The server's address: the one given, else ``PAPERBANANA_URL``, else this machine's."""
    return (url or os.environ.get("PAPERBANANA_URL") or DEFAULT_URL).rstrip("/")


def key_of(api_key: str | None) -> str:
    """The API key: the one given, else ``PAPERBANANA_API_KEY``; raises ``ValueError`` without either."""
    key = api_key or os.environ.get("PAPERBANANA_API_KEY")
    if not key:
        message = "An API key is needed: Client(api_key=...), or set PAPERBANANA_API_KEY"
        raise ValueError(message)
    return key


def options(url: str, api_key: str) -> dict[str, Any]:
    """What an httpx client of this server is made with."""
    headers = {"Authorization": f"Bearer {api_key}", "User-Agent": "paperbanana-client"}
    # A server may keep its pictures elsewhere; httpx takes the key to no other host.
    return {"base_url": url, "headers": headers, "timeout": TIMEOUT, "follow_redirects": True}


def arguments(call: Call) -> Mapping[str, Any]:
    """A call as arguments of httpx."""
    headers = dict(call.headers)
    content = call.content
    if call.body is not None:
        content, headers["Content-Type"] = msgspec.json.encode(call.body), "application/json"
    return {"method": call.method, "url": call.path, "content": content, "headers": headers}


def answer_of(response: httpx.Response) -> Answer:
    """A response as a value, its header names in small letters."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status_code, headers=headers, content=response.content)


def broken(error: httpx.TransportError, url: str) -> Answer:
    """What there is instead of an answer."""
    return Answer(broken=f"{url} did not answer ({type(error).__name__}: {error})")
