from typing import Any, cast

import pytest
from litestar import Request
from litestar.exceptions import (
    HTTPException,
    ImproperlyConfiguredException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from pb_core import errors
from pb_http.errors import on_domain_error, on_http_error, on_unexpected

REQUEST = cast("Request[Any, Any, Any]", Request({"type": "http", "method": "PUT", "path_template": "/api/x"}))  # type: ignore[typeddict-item]  # only what is read


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InvalidRequest("no"), 422),
        (errors.UnreadablePdf("no"), 422),
        (errors.NoTextLayer("no"), 422),
        (errors.UnsafeUrl("no"), 422),
        (errors.IdempotencyMismatch("no"), 422),
        (errors.KeyUnknown("no"), 401),
        (errors.KeyDisabled("no"), 403),
        (errors.QuotaExhausted("no"), 403),
        (errors.NotFound("no"), 404),
        (errors.QueueFull("no"), 429),
    ],
)
def test_a_callers_mistake_is_answered_with_its_sentence(error: errors.PaperBananaError, status: int) -> None:
    answer = on_domain_error(REQUEST, error)

    assert (answer.status_code, answer.content.detail) == (status, "no")
    assert (answer.headers.get("WWW-Authenticate") == "Bearer") is (status == 401)
    assert (answer.headers.get("Retry-After") == "5") is (status == 429)


@pytest.mark.parametrize(
    "error", [errors.RowRefused("/secret/path"), errors.ArtifactMissing("x"), errors.LeaseLost(), ValueError("pb_x")]
)
def test_what_is_not_the_callers_mistake_stays_in_the_log(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    known = isinstance(error, errors.PaperBananaError)
    answer = on_domain_error(REQUEST, error) if known else on_unexpected(REQUEST, error)

    assert (answer.status_code, answer.content.detail) == (
        500,
        "Something went wrong on the server; its log says what",
    )
    (line,) = caplog.records
    assert line.__dict__["route"] == "/api/x"
    assert line.exc_info is not None
    assert line.exc_info[1] is error


@pytest.mark.parametrize(
    ("error", "after"),
    [
        (errors.EngineThrottled("the reader is busy", retry_after=6.5), "7"),
        (errors.EngineUnavailable("the reader is away"), "5"),
    ],
)
def test_what_reads_submissions_may_be_short_for_a_while(error: errors.EngineError, after: str) -> None:
    answer = on_domain_error(REQUEST, error)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == after
    assert answer.content.detail.startswith("The reader is ")


def test_work_that_cannot_be_done_later_either_is_not_put_off() -> None:
    assert on_domain_error(REQUEST, errors.EngineUnavailable("closed", retryable=False)).status_code == 500


def test_a_fault_of_the_store_passes_and_is_told_so(caplog: pytest.LogCaptureFixture) -> None:
    answer = on_domain_error(REQUEST, errors.StorageError("/secret/path: database is locked"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.content.detail == "The server cannot use its store now; try again later"
    assert len(caplog.records) == 1


def test_the_frameworks_own_trouble_stays_in_the_log_too(caplog: pytest.LogCaptureFixture) -> None:
    answer = on_http_error(REQUEST, ImproperlyConfiguredException("internals"))

    assert (answer.status_code, "internals" in answer.content.detail, len(caplog.records)) == (500, False, 1)


def test_every_callers_error_has_a_status() -> None:
    for kind in errors.CallerError.__subclasses__():
        assert on_domain_error(REQUEST, kind("no")).status_code < 500


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (NotFoundException(), 404, "There is nothing at this address"),
        (MethodNotAllowedException(headers={"allow": "GET"}), 405, "PUT is not allowed here"),
        (ValidationException(detail="x is wrong"), 422, "x is wrong"),
        (HTTPException(status_code=418, detail="A teapot"), 418, "A teapot"),
    ],
)
def test_what_the_framework_finds_is_a_sentence_too(error: HTTPException, status: int, detail: str) -> None:
    answer = on_http_error(REQUEST, error)

    assert (answer.status_code, answer.content.detail) == (status, detail)
    assert answer.headers == (error.headers or {})
