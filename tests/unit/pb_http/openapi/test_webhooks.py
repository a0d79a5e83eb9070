from pb_core.application.outbox import request_headers
from pb_core.testing.contracts.storage_base import NOW
from pb_http.openapi.webhooks import WEBHOOKS


def test_every_header_of_a_webhook_is_described() -> None:
    sent = request_headers("task.completed", "w", NOW, b"{}", ("old", "new"), "1.0")
    operation = WEBHOOKS["taskEnded"].to_schema()["post"]

    described = [parameter["name"] for parameter in operation["parameters"]]
    assert {name for name, _ in sent} - {"Content-Type", "User-Agent"} == set(described)
