import pytest
from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Parameter,
    Reference,
    RequestBody,
    Schema,
)

from pb_core.domain.pictures import EXPORT_TYPES, MEDIA_TYPES
from pb_http.openapi.examples import ANSWERS, REQUESTS
from pb_http.openapi.operations import (
    ADMIN_KEY,
    API_KEY,
    HEAD_IMAGE,
    ApiOperation,
    DownloadOperation,
    HistoryOperation,
    ReadinessOperation,
    answered_with,
    not_modified,
    per_method,
    problems,
)

Security = list[dict[str, list[str]]]
EVERYBODYS = {"200", "405"}
ADMINISTRATORS = EVERYBODYS | {"400", "401", "429", "500", "503"}


def operation(
    kind: type[ApiOperation],
    operation_id: str,
    *statuses: str,
    body: bool = False,
    security: Security | None = None,
    parameters: list[Parameter | Reference] | None = None,
) -> ApiOperation:
    """An operation as the framework makes it."""
    responses = {
        status: OpenAPIResponse(description="", content={"application/json": OpenAPIMediaType()}) for status in statuses
    }
    return kind(
        responses=responses,  # type: ignore[arg-type]  # responses only
        operation_id=operation_id,
        request_body=RequestBody(content={"application/json": OpenAPIMediaType()}) if body else None,
        security=security,
        parameters=parameters,
    )


def answers(made: ApiOperation) -> dict[str, OpenAPIResponse]:
    """Those that are described at the operation itself."""
    return {status: found for status, found in (made.responses or {}).items() if isinstance(found, OpenAPIResponse)}


@pytest.mark.parametrize(
    ("security", "body", "statuses"),
    [
        (None, False, EVERYBODYS),
        (ADMIN_KEY, False, ADMINISTRATORS),
        (API_KEY, False, ADMINISTRATORS | {"403"}),
        (ADMIN_KEY, True, ADMINISTRATORS | {"413", "415", "422"}),
    ],
)
def test_errors_that_a_kind_of_operation_shares_need_not_be_said(
    security: Security | None, *, body: bool, statuses: set[str]
) -> None:
    made = operation(ApiOperation, "createKey", "200", "400", body=body, security=security)

    assert set(made.responses or {}) == statuses
    assert (made.responses or {})["405"] == Reference(ref="#/components/responses/MethodNotAllowed")


def test_limits_are_told_to_those_who_need_a_key() -> None:
    for security, told in ((None, False), (API_KEY, True)):
        headers = answers(operation(ApiOperation, "getHealth", "200", security=security))["200"].headers or {}
        assert ("RateLimit" in headers) is told


def test_examples_stand_where_their_status_is() -> None:
    made = operation(ApiOperation, "updateKey", "200", "201", body=True)
    found, other = (next(iter((response.content or {}).values())) for response in answers(made).values())
    asked = made.request_body.content["application/json"]  # type: ignore[union-attr]  # no reference

    assert [example.value for example in (found.examples or {}).values()] == [ANSWERS["updateKey", "200"]]  # type: ignore[union-attr]  # no reference
    assert other.examples is None
    assert list((asked.examples or {}).values()) == REQUESTS["updateKey"]


def test_a_parameter_that_may_be_left_out_is_never_null() -> None:
    text, null = Schema(type=OpenAPIType.STRING), Schema(type=OpenAPIType.NULL)
    given = Parameter(name="If-Range", param_in="header", schema=Schema(one_of=[text, null], description="A tag."))
    made = operation(ApiOperation, "getKey", "200", parameters=[given])

    assert [one.to_schema()["schema"] for one in made.parameters or ()] == [{"type": "string"}]


@pytest.mark.parametrize(("name", "statuses"), [("download", {"200", "206", "307", "416"}), (HEAD_IMAGE, {"200"})])
def test_parts_of_a_picture_are_for_those_who_read_it(name: str, statuses: set[str]) -> None:
    made = operation(DownloadOperation, name, "200", "416")

    assert set(made.responses or {}) == statuses | {"405"}
    content = answers(made)["200"].content
    assert (
        content is None if name == HEAD_IMAGE else set(content or {}) == {*MEDIA_TYPES.values(), *EXPORT_TYPES.values()}
    )


def test_errors_of_the_method_head_have_no_body() -> None:
    made = operation(ApiOperation, HEAD_IMAGE, "200", security=API_KEY)

    assert set(answers(made)) == set(made.responses or {})
    assert all(response.content is None for response in answers(made).values())


def test_the_history_is_told_as_json_or_csv() -> None:
    content = answers(operation(HistoryOperation, "getHistory", "200"))["200"].content or {}

    assert set(content) == {"application/json", "text/csv"}


def test_a_server_that_is_not_ready_says_so_in_the_same_form() -> None:
    found = answers(operation(ReadinessOperation, "getReady", "200"))

    assert set(found["503"].headers or {}) == {"Retry-After"}
    assert (found["503"].content or {})["application/json"].schema == (found["200"].content or {})[
        "application/json"
    ].schema


def test_routes_say_what_is_particular_to_them() -> None:
    assert set(problems(404, 422)) == {404, 422}
    with pytest.raises(KeyError):
        problems(418)
    assert not_modified()[304].data_container is None
    assert [header.name for header in answered_with("Location")] == ["Location"]


def test_an_answer_that_is_described_elsewhere_is_refused() -> None:
    with pytest.raises(TypeError, match="describes its answer elsewhere"):
        ApiOperation(operation_id="getKey", responses={"200": Reference(ref="#/components/responses/NotFound")})


def test_each_method_of_a_handler_has_its_name() -> None:
    name = per_method(GET="read", HEAD="check")

    assert [name(None, method, []) for method in ("GET", "HEAD")] == ["read", "check"]  # type: ignore[arg-type]  # not looked at
