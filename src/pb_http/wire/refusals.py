"""Refusal: what a connection is told where no application is reached, in the form of every error."""

from http import HTTPStatus

import msgspec

from pb_http.schemas import Problem


class Refusal(Exception):
    """A status and a sentence; the connection is closed after it.

    ``retry_after`` is in seconds; ``None`` says nothing of another try.
    """

    def __init__(self, status: int, sentence: str, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.retry_after = status, sentence, retry_after

    def encoded(self) -> bytes:
        """The whole answer as it stands on the wire."""
        body = msgspec.json.encode(Problem(detail=self.sentence))
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            "content-type: application/json",
            f"content-length: {len(body)}",
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "connection: close",
        ]
        if self.retry_after is not None:
            lines.append(f"retry-after: {self.retry_after}")
        return "\r\n".join([*lines, "", ""]).encode("ascii") + body
