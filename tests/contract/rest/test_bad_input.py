"""Bad input of every kind: a status and a sentence, nothing charged, nothing stored."""

import base64
import json
from typing import Any

import anyio
import httpx
import pytest
from anyio.abc import ByteSendStream

from pb_core.testing.memory import pdf_files

TEXT: dict[str, Any] = {"source_context": "An encoder feeds a decoder.", "caption": "Figure 1"}
GENERATE, FROM_PDF, OPTIMIZE = "/api/generate", "/api/generate-from-pdf", "/api/optimize-prompt"


def raw(text: str) -> bytes:
    """A generate body with ``text`` in place of its last value."""
    return b'{"source_context": "a", "caption": "b", "iterations": ' + text.encode() + b"}"


def pdf(data: bytes, **fields: object) -> dict[str, Any]:
    """A body with this PDF."""
    return {"pdf_base64": base64.b64encode(data).decode(), "caption": "Figure 1"} | fields


FIELDS = [
    (GENERATE, {"caption": "a"}, "source_context is required"),
    (GENERATE, {"source_context": "a"}, "caption is required"),
    (GENERATE, TEXT | {"caption": None}, "caption is required and must not be null"),
    (GENERATE, TEXT | {"caption": ""}, "caption must not be empty"),
    (GENERATE, TEXT | {"caption": " \u3000\n"}, "caption must not be blank"),
    (GENERATE, TEXT | {"source_context": "\t"}, "source_context must not be blank"),
    (GENERATE, TEXT | {"caption": 3}, "caption must be a string, not an integer"),
    (GENERATE, TEXT | {"caption": ["a"]}, "caption must be a string, not an array"),
    (GENERATE, TEXT | {"caption": {"a": 1}}, "caption must be a string, not an object"),
    (GENERATE, TEXT | {"caption": "x" * 10_001}, "caption must have at most 10000 characters"),
    (GENERATE, TEXT | {"source_context": "x" * 2_000_001}, "source_context must have at most 2000000 characters"),
    (GENERATE, TEXT | {"iterations": "3"}, "iterations must be an integer, not a string"),
    (GENERATE, TEXT | {"iterations": 3.0}, "iterations must be an integer, not a number with a fraction"),
    (GENERATE, TEXT | {"iterations": True}, "iterations must be an integer, not a boolean"),
    (GENERATE, TEXT | {"iterations": 0}, "iterations must be at least 1"),
    (GENERATE, TEXT | {"iterations": 11}, "iterations must be at most 10"),
    (GENERATE, TEXT | {"iterations": 10**30}, "iterations must be at most 10"),
    (
        GENERATE,
        TEXT | {"aspect_ratio": "9:9"},
        "aspect_ratio must be one of auto, 1:1, 5:4, 2:3, 3:2, 3:4, 4:5, 4:3, 9:16, 16:9, 21:9; it is '9:9'",
    ),
    (GENERATE, TEXT | {"output_formats": "png"}, "output_formats must be an array, not a string"),
    (
        GENERATE,
        TEXT | {"output_formats": ["gif"]},
        "output_formats[0] must be one of png, svg, pdf, pptx, drawio, tikz, mermaid; it is 'gif'",
    ),
    (GENERATE, TEXT | {"output_formats": ["png"] * 9}, "output_formats must have at most 8 items"),
    (
        GENERATE,
        TEXT | {"vlm_provider": ""},
        "vlm_provider must be one of gemini, openrouter, kie, apimart, openai_compatible, local",
    ),
    (GENERATE, TEXT | {"image_resolution": "8K"}, "image_resolution must be one of 1K, 2K, 4K; it is '8K'"),
    (GENERATE, TEXT | {"webhook_include_image": "yes"}, "webhook_include_image must be true or false, not a string"),
    (GENERATE, TEXT | {"webhook_url": "/cb"}, "webhook_url must be an absolute http or https URL"),
    (GENERATE, TEXT | {"webhook_url": "ftp://x.org/"}, "webhook_url must be an absolute http or https URL"),
    (GENERATE, TEXT | {"webhook_url": "https://u:p@x.org/"}, "webhook_url must not carry a user name or password"),
    (GENERATE, TEXT | {"webhook_url": "http://127.0.0.1/"}, "webhook_url points at a private address"),
    (GENERATE, TEXT | {"webhook_url": "http://[::1]/"}, "webhook_url points at a private address"),
    (GENERATE, TEXT | {"webhook_url": "http://169.254.169.254/"}, "webhook_url points at a private address"),
    (GENERATE, TEXT | {"webhook_url": "https://x.org/a b"}, "webhook_url contains blanks or control characters"),
    (OPTIMIZE, {"description": ""}, "description must not be empty"),
    (OPTIMIZE, {"description": "  "}, "description must not be blank"),
    (
        OPTIMIZE,
        {"description": "a", "diagram_type": "poster"},
        "diagram_type must be one of methodology, statistical_plot; it is 'poster'",
    ),
    (FROM_PDF, {"caption": "a"}, "pdf_base64 is required"),
    (FROM_PDF, {"caption": "a", "pdf_base64": " "}, "The PDF is empty"),
    (FROM_PDF, {"caption": "a", "pdf_base64": "%%%"}, "pdf_base64 is not valid base64"),
    (FROM_PDF, {"caption": "a", "pdf_base64": "JVBER"}, "pdf_base64 is not valid base64"),
    (
        FROM_PDF,
        {"caption": "a", "pdf_base64": "data:image/png;base64,iVBORw0KGgo="},
        "pdf_base64 is a data URL of another kind; it must start with data:application/pdf;base64,",
    ),
    (FROM_PDF, pdf(b"GIF89a"), "not a PDF"),
    (FROM_PDF, pdf(pdf_files.encrypted_pdf()), "encrypted"),
    (FROM_PDF, pdf(pdf_files.truncated_pdf()), "PDF"),
    (FROM_PDF, pdf(pdf_files.pageless_pdf()), "no pages"),
    (FROM_PDF, pdf(pdf_files.absurd_boxes_pdf()), "PDF"),
    (FROM_PDF, pdf(pdf_files.write_pdf(["a"] * 5_000)), "5,000 pages"),
    *(
        (FROM_PDF, pdf(pdf_files.write_pdf(["a", "b"]), pages=pages), "pages")
        for pages in ("", " ", ",", "0", "3", "1-", "-1", "1-9", "1;2", "a", "1.5", "1,,2", "1" * 40, "١")
    ),
]

BODIES = [
    (b"", "The body is empty: send a JSON object"),
    (b" ", "The body is not valid JSON at line 1, column 2"),
    (b"[]", "The body must be a JSON object"),
    (b'"a"', "The body must be a JSON object"),
    (b"null", "The body must be a JSON object"),
    (b'{"source_context": "a",\n "capt', "The body is not valid JSON at line 2, column 2"),
    (b"{} {}", "The body is not valid JSON at line 1, column 4"),
    (b"\xef\xbb\xbf{}", "The body is not valid JSON at line 1, column 1"),
    (raw("NaN"), "The body is not valid JSON: NaN is not a JSON number"),
    (raw("-Infinity"), "The body is not valid JSON: -Infinity is not a JSON number"),
    (raw("9" * 5_000), "The body holds a number with too many digits"),
    (raw('1, "caption": "c"'), "The body gives the field 'caption' twice"),
    (raw('1, "x": {"y": 1, "y": 2}'), "The body gives the field 'y' twice"),
    (b'{"caption": "\xff"}', "The body is not valid UTF-8 at byte 13"),
    (b'{"caption": "\xed\xa0\x80"}', "The body is not valid UTF-8 at byte 13"),
    ('{"caption": "b"}'.encode("utf-16"), "The body is not valid UTF-8 at byte 0"),
    (raw(r'1, "x": "\ud800"'), "The body holds half of a surrogate pair, which is no character"),
    (raw(r'1, "aspect_ratio": "\uDFFF"'), "The body holds half of a surrogate pair, which is no character"),
    (raw(r'1, "\ud83d": 1'), "The body holds half of a surrogate pair, which is no character"),
    (b"[" * 20_000, "The body is nested too deeply"),
    (raw("[" * 20_000 + "]" * 20_000), "The body is nested too deeply"),
    (raw('{"a":' * 20_000 + "1" + "}" * 20_000), "The body is nested too deeply"),
    (raw("[" + "0," * 50_001 + "0]"), "The body holds more than 50,000 values"),
]

MEDIA_TYPES = [None, "", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]


async def state(admin: httpx.AsyncClient, key: str, site: Any) -> tuple[Any, ...]:  # noqa: ANN401 - conftest's Site
    """Everything that a refused request must leave as it is."""
    record = (await admin.get(f"/api/admin/keys/{key}")).json()
    ledger = await site.storage.ledger(record["id"])
    return record, ledger, site.files()


@pytest.mark.parametrize(("path", "body", "words"), FIELDS)
async def test_a_bad_field_costs_nothing(
    api: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    key: str,
    site: Any,  # noqa: ANN401 - conftest's Site
    path: str,
    body: dict[str, Any],
    words: str,
) -> None:
    before = await state(admin, key, site)

    answer = await api.post(path, json=body)

    assert answer.status_code == 422
    assert list(answer.json()) == ["detail"]
    assert words in answer.json()["detail"]
    assert await state(admin, key, site) == before


@pytest.mark.parametrize(("body", "detail"), BODIES)
async def test_a_bad_body_costs_nothing(
    api: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    key: str,
    site: Any,  # noqa: ANN401 - conftest's Site
    body: bytes,
    detail: str,
) -> None:
    before = await state(admin, key, site)

    answer = await api.post(GENERATE, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()) == (422, {"detail": detail})
    assert await state(admin, key, site) == before


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
async def test_a_body_must_be_declared_as_json(api: httpx.AsyncClient, media_type: str | None) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}

    answer = await api.post(GENERATE, content=json.dumps(TEXT), headers=headers)

    assert (answer.status_code, answer.json()) == (415, {"detail": "Content-Type must be application/json in UTF-8"})


async def test_a_compressed_body_is_refused(api: httpx.AsyncClient) -> None:
    answer = await api.post(GENERATE, json=TEXT, headers={"Content-Encoding": "gzip"})

    assert answer.status_code == 415


async def test_a_content_type_sent_twice_is_refused(api: httpx.AsyncClient) -> None:
    twice = [("Content-Type", "application/json")] * 2

    answer = await api.post(GENERATE, content=json.dumps(TEXT), headers=twice)

    assert (answer.status_code, answer.json()) == (400, {"detail": "The header Content-Type is given more than once"})


async def test_an_idempotency_key_sent_twice_is_refused(
    api: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    key: str,
    site: Any,  # noqa: ANN401 - conftest's Site
) -> None:
    before = await state(admin, key, site)

    answer = await api.post(GENERATE, json=TEXT, headers=[("Idempotency-Key", "a"), ("Idempotency-Key", "b")])

    detail = "The header Idempotency-Key is given more than once"
    assert (answer.status_code, answer.json()) == (400, {"detail": detail})
    assert await state(admin, key, site) == before


async def test_a_refused_repetition_leaves_no_pdf(
    api: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    key: str,
    site: Any,  # noqa: ANN401 - conftest's Site
) -> None:
    once = {"Idempotency-Key": "once"}
    assert (await api.post(FROM_PDF, json=pdf(pdf_files.write_pdf(["first"])), headers=once)).status_code == 202
    before = await state(admin, key, site)

    other = await api.post(FROM_PDF, json=pdf(pdf_files.write_pdf(["other"])), headers=once)
    assert (other.status_code, await state(admin, key, site)) == (422, before)

    await admin.patch(f"/api/admin/keys/{key}", json={"quota_remaining": 0})
    before = await state(admin, key, site)
    fresh = {"Idempotency-Key": "fresh"}
    exhausted = await api.post(FROM_PDF, json=pdf(pdf_files.write_pdf(["third"])), headers=fresh)
    assert (exhausted.status_code, await state(admin, key, site)) == (403, before)


async def test_a_charset_of_utf_8_is_json(api: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "Application/JSON; charset=UTF-8"}

    assert (await api.post(GENERATE, content=json.dumps(TEXT), headers=headers)).status_code == 202


async def test_a_body_over_the_limit_is_refused(
    api: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    key: str,
    site: Any,  # noqa: ANN401 - conftest's Site
) -> None:
    before = await state(admin, key, site)

    answer = await api.post(GENERATE, json=TEXT | {"x": "x" * (4 * 2**20)})

    assert (answer.status_code, answer.json()) == (413, {"detail": "The body is larger than this server accepts"})
    assert await state(admin, key, site) == before


async def test_an_announced_length_over_the_limit_is_refused_unread(site: Any, key: str) -> None:  # noqa: ANN401 - conftest's Site
    head = f"POST {GENERATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"

    answer = await exchange(site.url, head.encode() + b"Content-Length: 99999999999\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'{"detail":' in answer


async def test_a_length_not_announced_is_counted(site: Any, key: str) -> None:  # noqa: ANN401 - conftest's Site
    head = f"POST {GENERATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
    chunk = b"10000\r\n" + b" " * 2**16 + b"\r\n"

    answer = await exchange(site.url, head.encode() + b"Transfer-Encoding: chunked\r\n\r\n", endless=chunk)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


async def test_a_body_that_ends_early_costs_nothing(
    admin: httpx.AsyncClient,
    key: str,
    site: Any,  # noqa: ANN401 - conftest's Site
) -> None:
    before = await state(admin, key, site)
    head = f"POST {GENERATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
    target = httpx.URL(site.url)

    async with await anyio.connect_tcp(target.host, target.port or 80) as stream:
        await stream.send(head.encode() + b'Content-Length: 100\r\n\r\n{"caption": "a", ')

    assert await state(admin, key, site) == before


@pytest.mark.parametrize(
    "header",
    [
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: two",
        "Content-Length: -2",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "A header without a colon",
    ],
)
async def test_what_is_no_request_is_answered_with_a_sentence(site: Any, key: str, header: str) -> None:  # noqa: ANN401 - conftest's Site
    head = f"POST {GENERATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n{header}\r\n\r\n{{}}"

    answer = await exchange(site.url, head.encode())

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b'{"detail":"Invalid HTTP request received"}')


async def exchange(url: str, data: bytes, *, endless: bytes = b"") -> bytes:
    """Send bytes, then ``endless`` for ever, and return what comes back up to the end of a JSON object."""
    target = httpx.URL(url)
    async with await anyio.connect_tcp(target.host, target.port or 80) as stream, anyio.create_task_group() as tasks:
        await stream.send(data)
        if endless:
            tasks.start_soon(_send_for_ever, stream, endless)
        received = b""
        while not received.endswith(b"}"):
            received += await stream.receive()
        tasks.cancel_scope.cancel()
        return received


async def _send_for_ever(stream: ByteSendStream, data: bytes) -> None:
    while True:
        await stream.send(data)
