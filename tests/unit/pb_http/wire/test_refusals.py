import json

from pb_http.wire.refusals import Refusal


def test_a_refusal_is_a_whole_answer_in_the_form_of_every_error() -> None:
    head, _, body = Refusal(503, "Too many: wait", retry_after=2).encoded().partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"\r\nconnection: close\r\n" in head
    assert b"retry-after: 2" in head
    assert b"content-length: %d\r\n" % len(body) in head
    assert json.loads(body) == {"detail": "Too many: wait"}
