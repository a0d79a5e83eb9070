"""The examples of the document are held to the code: every body can be decoded, every answer has these fields."""

import json
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from pb_core.domain.request_rules import require_valid
from pb_core.domain.requests import (
    CompositeBody,
    GenerateBody,
    GenerateFromPdfBody,
    OptimizePromptBody,
    PlotBody,
    ReviseBody,
)
from pb_core.domain.webhooks import Payload
from pb_http.body_decoding import decode
from pb_http.history_schemas import HistoryAnswer, TaskDetailAnswer
from pb_http.openapi import schemas
from pb_http.openapi.examples import ANSWERS, PAYLOAD, REQUESTS
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
    Ready,
    RotateSecretBody,
    TaskAnswer,
    TaskLineAnswer,
    TaskList,
)
from pb_http.webhook_schemas import WebhookAnswer

BODIES: dict[str, type[Struct]] = {
    "generate": GenerateBody,
    "estimate": EstimateBody,
    "generateFromPdf": GenerateFromPdfBody,
    "optimizePrompt": OptimizePromptBody,
    "plot": PlotBody,
    "composite": CompositeBody,
    "reviseTask": ReviseBody,
    "createKey": CreateKeyBody,
    "updateKey": ChangeKeyBody,
    "beginSecretRotation": RotateSecretBody,
}
SHAPES: dict[str, Any] = {
    "getHealth": Health,
    "getReady": Ready,
    "listTasks": TaskList,
    "cancelTask": TaskLineAnswer,
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


@pytest.mark.parametrize("operation", REQUESTS)
def test_the_example_of_a_body_is_accepted_without_a_warning(operation: str) -> None:
    kind = BODIES[operation]
    for example in REQUESTS[operation]:
        decoded = decode(msgspec.json.encode(example.value), kind)
        assert decoded.warnings == ()
        if kind.__module__ == GenerateBody.__module__ and kind is not ReviseBody:
            require_valid(decoded.value)


def test_every_body_that_callers_send_has_an_example() -> None:
    assert set(BODIES.values()) == set(schemas.BODIES)
    assert set(BODIES) == set(REQUESTS)


@pytest.mark.parametrize(("operation", "status"), ANSWERS)
def test_the_example_of_an_answer_has_the_fields_that_are_answered(operation: str, status: str) -> None:
    example = ANSWERS[operation, status]

    read = msgspec.convert(example, SHAPES[operation])

    assert status.startswith("2") or operation == "getReady"
    assert json.loads(msgspec.json.encode(read)) == example


def test_the_example_of_a_webhook_has_the_fields_that_are_sent() -> None:
    assert json.loads(msgspec.json.encode(msgspec.convert(PAYLOAD, Payload))) == PAYLOAD
