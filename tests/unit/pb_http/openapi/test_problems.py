from litestar.openapi.spec import OpenAPIResponse, Reference

from pb_http.openapi.problems import HEADERS, MEANINGS, bodiless, described, problem


def test_every_error_is_described_once_with_headers_that_are() -> None:
    assert set(described()) == {meaning.name for meaning in MEANINGS.values()}
    for answer in described().values():
        assert isinstance(answer, OpenAPIResponse)
        assert set(answer.headers or {}) <= set(HEADERS)


def test_an_error_is_pointed_at_and_for_head_told_without_a_body() -> None:
    assert problem(404) == Reference(ref="#/components/responses/NotFound")
    assert bodiless(404).content is None
    assert bodiless(429).headers == {
        name: Reference(ref=f"#/components/headers/{name}") for name in ("Retry-After", "RateLimit", "RateLimit-Policy")
    }
