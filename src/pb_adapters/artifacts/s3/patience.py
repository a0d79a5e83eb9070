"""How long a store is waited for, and how often it is asked again."""

from datetime import timedelta

from msgspec import Struct


class Patience(Struct, frozen=True, kw_only=True):
    """Times of one request and of all its repetitions.

    ``connect`` is for a connection, ``silence`` for a store that says nothing, ``request`` for all of a request with
    its bytes. What failed by the store's fault is asked again up to ``retries`` times within ``retry_for``.
    """

    connect: timedelta = timedelta(seconds=5)
    silence: timedelta = timedelta(seconds=20)
    request: timedelta = timedelta(seconds=120)
    retries: int = 4
    retry_for: timedelta = timedelta(seconds=45)
    first_pause: timedelta = timedelta(milliseconds=100)
    longest_pause: timedelta = timedelta(seconds=5)
