"""The examples of the document are held to the code: every body can be decoded, every answer has these fields."""

import json
from typing import Any

import msgspec
import pytest
from litestar.openapi.spec import Example, OpenAPIMediaType, OpenAPIResponse, RequestBody
from msgspec import Struct

from pb_core.domain.pictures import EXPORT_TYPES, MEDIA_TYPES
from pb_core.domain.request_rules import require_valid
from pb_core.domain.requests import CompositeBody, GenerateBody, GenerateFromPdfBody, OptimizePromptBody, PlotBody
from pb_http import openapi
from pb_http.body_decoding import decode
from pb_http.history_schemas import HistoryAnswer, TaskDetailAnswer
from pb_http.openapi import (
    ANSWERS,
    HEAD_IMAGE,
    ApiOperation,
    DownloadOperation,
    not_modified,
    openapi_config,
    per_method,
    problems,
)
from pb_http.overview_schemas import LedgerAnswer, OverviewAnswer, WebhooksAnswer, WebhookTestAnswer
from pb_http.schemas import (
    Accepted,
    ChangeKeyBody,
    CreateKeyBody,
    EstimateAnswer,
    EstimateBody,
    Health,
    KeyAnswer,
    KeyDetail,
    OwnKeyAnswer,
    PanelAnswer,
    Problem,
    RotateSecretBody,
    TaskAnswer,
    TaskLineAnswer,
)
from pb_http.webhook_schemas import WebhookAnswer

BODIES: list[tuple[list[Example], type[Struct]]] = [
    (openapi.GENERATE, GenerateBody),
    (openapi.ESTIMATE, EstimateBody),
    (openapi.GENERATE_FROM_PDF, GenerateFromPdfBody),
    (openapi.OPTIMIZE_PROMPT, OptimizePromptBody),
    (openapi.PLOT, PlotBody),
    (openapi.COMPOSITE, CompositeBody),
    (openapi.CREATE_KEY, CreateKeyBody),
    (openapi.CHANGE_KEY, ChangeKeyBody),
    (openapi.ROTATE_SECRET, RotateSecretBody),
]
SHAPES: dict[str, Any] = {
    "getHealth": Health,
    **dict.fromkeys(("generate", "generateFromPdf", "optimizePrompt", "plot", "composite", "reviseTask"), Accepted),
    "uploadPanel": PanelAnswer,
    "getOwnKey": OwnKeyAnswer,
    "estimate": EstimateAnswer,
    "getTask": TaskAnswer,
    **dict.fromkeys(("createKey", "updateKey", "beginSecretRotation", "completeSecretRotation"), KeyAnswer),
    **dict.fromkeys(("getTaskWebhook", "redeliverTaskWebhook", "getWebhook", "redeliverWebhook"), WebhookAnswer),
    "getHistory": HistoryAnswer,
    "getAnyTask": TaskDetailAnswer,
    "cancelAnyTask": TaskLineAnswer,
    "runTaskAgain": Accepted,
    "getOverview": OverviewAnswer,
    "listWebhooks": WebhooksAnswer,
    "testWebhook": WebhookTestAnswer,
    "getLedger": LedgerAnswer,
    "listKeys": list[KeyAnswer],
    "getKey": KeyDetail,
}


@pytest.mark.parametrize(("examples", "kind"), BODIES)
def test_the_example_of_a_body_is_accepted_without_a_warning(examples: list[Example], kind: type[Struct]) -> None:
    for example in examples:
        decoded = decode(msgspec.json.encode(example.value), kind)
        assert decoded.warnings == ()
        if kind.__module__ == GenerateBody.__module__:
            require_valid(decoded.value)


@pytest.mark.parametrize(("operation", "status"), ANSWERS)
def test_the_example_of_an_answer_has_the_fields_that_are_answered(operation: str, status: str) -> None:
    example = ANSWERS[operation, status]

    read = msgspec.convert(example, SHAPES[operation])

    assert status.startswith("2")
    assert json.loads(msgspec.json.encode(read)) == example


def operation(kind: type[ApiOperation], operation_id: str, *statuses: str, body: bool = False) -> ApiOperation:
    """An operation as the framework makes it."""
    responses = {
        status: OpenAPIResponse(description="", content={"application/json": OpenAPIMediaType()}) for status in statuses
    }
    return kind(
        responses=responses,  # type: ignore[arg-type]  # responses only
        operation_id=operation_id,
        request_body=RequestBody(content={}) if body else None,
    )


@pytest.mark.parametrize(("body", "statuses"), [(False, {"200"}), (True, {"200", "400"})])
def test_only_a_body_can_be_malformed(*, body: bool, statuses: set[str]) -> None:
    assert set(operation(ApiOperation, "getKey", "200", "400", body=body).responses or {}) == statuses


def test_an_example_stands_where_its_status_is() -> None:
    responses = operation(ApiOperation, "getKey", "200", "404").responses or {}
    (media,), (other,) = ((response.content or {}).values() for response in responses.values())  # type: ignore[union-attr]  # no reference

    assert [example.value for example in (media.examples or {}).values()] == [ANSWERS["getKey", "200"]]  # type: ignore[union-attr]  # no reference
    assert other.examples is None


@pytest.mark.parametrize(("name", "statuses"), [("download", {"200", "206", "416"}), (HEAD_IMAGE, {"200"})])
def test_parts_of_a_picture_are_for_those_who_read_it(name: str, statuses: set[str]) -> None:
    responses = operation(DownloadOperation, name, "200", "416").responses or {}

    assert set(responses) == statuses
    assert set(responses["200"].content) == {*MEDIA_TYPES.values(), *EXPORT_TYPES.values()}  # type: ignore[union-attr,arg-type]  # no reference


def test_errors_are_problems_with_an_example_each() -> None:
    made = problems(401, 404)

    assert [spec.data_container for spec in made.values()] == [Problem, Problem]
    assert all("detail" in example.value for spec in made.values() for example in spec.examples or ())
    with pytest.raises(KeyError):
        problems(418)
    assert not_modified()[304].data_container is None


def test_each_method_of_a_handler_has_its_name() -> None:
    name = per_method(GET="read", HEAD="check")

    assert [name(None, method, []) for method in ("GET", "HEAD")] == ["read", "check"]  # type: ignore[arg-type]  # not looked at


def test_the_document_names_the_version_and_both_kinds_of_key() -> None:
    config = openapi_config("1.2.3")

    assert config.version == "1.2.3"
    assert set(config.components.security_schemes or {}) == {"ApiKey", "AdminKey"}  # type: ignore[union-attr]  # one object
