"""The running server against its own OpenAPI document: no 5xx, no undocumented status, answers as described.

What the document excludes is refused.
"""

from collections.abc import Callable
from functools import cache

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi import checks

from kill_drill import TEXT
from served import ADMIN_KEY, PbServer
from support.trials import trials

OPERATIONS = [
    "GET /api/health",
    "HEAD /api/health",
    "GET /api/ready",
    "GET /metrics",
    "POST /api/generate",
    "POST /api/generate-from-pdf",
    "POST /api/optimize-prompt",
    "POST /api/plot",
    "POST /api/composite",
    "POST /api/panels",
    "GET /api/key",
    "POST /api/estimate",
    "GET /api/tasks",
    "GET /api/tasks/{task_id}",
    "POST /api/tasks/{task_id}/cancel",
    "GET /api/tasks/{task_id}/events",
    "GET /api/tasks/{task_id}/image",
    "HEAD /api/tasks/{task_id}/image",
    "GET /api/tasks/{task_id}/plan",
    "HEAD /api/tasks/{task_id}/plan",
    "GET /api/tasks/{task_id}/webhook",
    "POST /api/tasks/{task_id}/webhook/redeliver",
    "GET /api/tasks/{task_id}/bundle",
    "POST /api/tasks/{task_id}/revise",
    "GET /api/admin/overview",
    "GET /api/admin/history",
    "GET /api/admin/tasks/{task_id}",
    "POST /api/admin/tasks/{task_id}/cancel",
    "POST /api/admin/tasks/{task_id}/run-again",
    "GET /api/admin/webhooks",
    "GET /api/admin/webhooks/{webhook_id}",
    "POST /api/admin/webhooks/{webhook_id}/redeliver",
    "POST /api/admin/keys",
    "GET /api/admin/keys",
    "GET /api/admin/keys/{key}",
    "PATCH /api/admin/keys/{key}",
    "DELETE /api/admin/keys/{key}",
    "GET /api/admin/keys/{key}/ledger",
    "POST /api/admin/keys/{key}/webhook-test",
    "POST /api/admin/keys/{key}/secret-rotation",
    "POST /api/admin/keys/{key}/secret-rotation/complete",
    "DELETE /api/admin/keys/{key}/secret-rotation",
]
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
    checks.ignored_auth,
    checks.negative_data_rejection,
    checks.missing_required_header,
]
EXAMPLES = 20  # eight of them in a quick run


@pytest.fixture(scope="module")
def document(server: PbServer) -> BaseSchema:
    """The document that the server gives out."""
    return schemathesis.openapi.from_url(f"{server.url}/schema/openapi.json")


@pytest.fixture(scope="module")
def api_key(server: PbServer) -> str:
    """A key for every submission of this module."""
    return server.new_key(None)


@pytest.fixture(scope="module")
def task(server: PbServer, api_key: str) -> str:
    """A task that is completed."""
    body = {"source_context": TEXT, "caption": "Figure 1", "iterations": 1, "webhook_url": "https://nobody.invalid/"}
    with server.client(api_key) as api:
        task: str = api.post("/api/generate", json=body).json()["task_id"]
        ended = api.get(f"/api/tasks/{task}", headers={"Prefer": "wait=60"}).json()
    assert ended["status"] == "completed"
    return task


@pytest.fixture
def known(server: PbServer, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Gives a value of a path parameter that exists; keys are changed and deleted, so each test has its own."""

    @cache
    def value(name: str) -> str:
        found: str = server.new_key(webhook_secret="of it") if name == "key" else request.getfixturevalue("task")
        return found

    return value


def test_every_documented_operation_is_tried(document: BaseSchema) -> None:
    assert {operation.ok().label for operation in document.get_all_operations()} == set(OPERATIONS)


@pytest.mark.hypothesis
@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_keeps_to_the_document(
    document: BaseSchema, api_key: str, known: Callable[[str], str], label: str
) -> None:
    method, path = label.split()
    key = ADMIN_KEY if path.startswith(("/api/admin", "/metrics")) else api_key
    operation = document[path][method]
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    cases = [operation.as_strategy(generation_mode=mode) for mode in modes]

    @seed(20_260_215)
    @settings(
        max_examples=trials(EXAMPLES),
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases[0] | cases[1], exists=st.booleans())
    def try_it(*, case: schemathesis.Case, exists: bool) -> None:
        if exists:
            case.path_parameters = {name: known(name) for name in case.path_parameters or {}}
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)

    try_it()
