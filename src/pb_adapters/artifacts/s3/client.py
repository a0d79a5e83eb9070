"""The client of a bucket, made from the AWS variables: what it would take at its word is looked at first."""

import os
import re
from collections.abc import Mapping
from typing import Any

from obstore.exceptions import BaseError
from obstore.store import S3Store

from pb_adapters.artifacts.bucket_address import BucketAddress
from pb_adapters.artifacts.s3.patience import Patience
from pb_adapters.artifacts.s3.troubles import Trouble, trouble_of
from pb_core.errors import StorageError

_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_ENDPOINT = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?(?:/[A-Za-z0-9._/-]*)?")
_VALUE = re.compile(r"[\x20-\x7e]*")
_LAST_PORT = 65_535


def made_client(address: BucketAddress, patience: Patience, config: Mapping[str, Any]) -> S3Store:
    """A client for what lies below an address; nothing is asked of the store yet.

    ``config`` has obstore's names and wins over the environment. Raises ``StorageError`` for variables that cannot
    be used, without their values.
    """
    _check_environment()
    endpoint = config.get("endpoint") or next((os.environ[name] for name in _ENDPOINTS if name in os.environ), "")
    _check_endpoint(endpoint)
    known: Any = dict(config)  # the names are obstore's, which checks them
    try:
        return S3Store(
            address.bucket,
            prefix=address.prefix or None,
            config=known,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": patience.connect,
                "read_timeout": patience.silence,
                "timeout": patience.request,
            },
            retry_config={
                "max_retries": patience.retries,
                "retry_timeout": patience.retry_for,
                "backoff": {"init_backoff": patience.first_pause, "max_backoff": patience.longest_pause, "base": 2},
            },
        )
    except (BaseError, ValueError) as error:
        told = trouble_of(error, address.url)
        if told.trouble is Trouble.CREDENTIALS:
            raise told from None
        raise StorageError(f"the AWS variables for {address.url} cannot be used: correct them") from None


def _check_environment() -> None:
    """Take away what is empty, which counts as unset, and refuse what no request can carry."""
    for name in [name for name in os.environ if name.upper().startswith("AWS_")]:
        if not os.environ[name].strip():
            del os.environ[name]
        elif not _VALUE.fullmatch(os.environ[name]):
            raise StorageError(f"{name} has characters that it cannot have, such as line breaks: correct it")


def _check_endpoint(endpoint: str) -> None:
    found = _ENDPOINT.fullmatch(endpoint)
    if endpoint and (found is None or int(found["port"] or 0) > _LAST_PORT):
        raise StorageError("AWS_ENDPOINT_URL must be an address such as https://s3.example.org: correct it")
