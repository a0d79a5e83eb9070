"""The HTTP protocol of the server: what is not even a request is answered like every other error."""

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pb_http.schemas import Problem


class ApiProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with JSON in place of plain text where no application is reached.

    That is the case for malformed request lines and headers, ``Content-Length`` sent twice among them.
    """

    def send_400_response(self, msg: str) -> None:
        """Answer 400 and close the connection."""
        body = msgspec.json.encode(Problem(detail=msg.rstrip(".")))
        head = (
            "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()
