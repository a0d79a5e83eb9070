from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pb_adapters.upstream.breaker import Breaker
from pb_core.application.history import Administration
from pb_core.application.keyring import Keyring
from pb_core.application.service import FigureService
from pb_core.domain.census import Census
from pb_core.errors import EngineUnavailable
from pb_http.metrics.exposition import text_of
from pb_http.metrics.observations import Observations
from pb_http.readiness import Readiness, State
from pb_http.runtime import Runtime
from pb_http.wire.connections import Connections


class Found:
    async def state(self) -> State:
        census = Census(
            pending=7,
            running=2,
            put_back=3,
            oldest_waiting=datetime.now(UTC) - timedelta(hours=1),
            deliveries=5,
            retried=4,
            failing_receivers=1,
        )
        return State(checks={"database": True, "disk": False}, census=census)


async def samples(runtime: Runtime, seen: Observations, connections: Connections) -> dict[tuple[str, ...], float]:
    """The values by name without the prefix, and labels."""
    text = (await text_of(runtime, seen, connections)).decode()
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name.removeprefix("paperbanana_"), *sample.labels.values()] = sample.value
    return found


async def test_what_was_counted_and_what_is_open_is_shown() -> None:
    breaker = Breaker("kie", failures=1)
    with pytest.raises(EngineUnavailable), breaker.attempt():
        raise EngineUnavailable
    seen = Observations(
        ended=Counter({("methodology", "completed"): 4}),
        put_back=2,
        lease_losses=1,
        bought_again=3,
        tries=Counter({True: 6, False: 5}),
        breakers={"kie": breaker, "gemini": Breaker("gemini")},
    )
    connections = Connections(1)
    connections.refused[431] = 2
    runtime = Runtime(
        service=cast("FigureService", None),
        keyring=cast("Keyring", None),
        administration=cast("Administration", None),
        version="1.2.3",
        readiness=cast("Readiness", Found()),
        answered=Counter({("GET", "/api/health", 200): 8, ("BREW", "", 404): 1}),
    )

    shown = await samples(runtime, seen, connections)

    expected = {
        ("tasks", "pending"): 7,
        ("tasks", "put_back"): 3,
        ("tasks_ended_total", "methodology", "completed"): 4,
        ("tasks_put_back_total",): 2,
        ("lease_losses_total",): 1,
        ("calls_bought_again_total",): 3,
        ("webhooks", "retried"): 4,
        ("failing_receivers",): 1,
        ("webhook_tries_total", "failed"): 5,
        ("breaker_open", "kie"): 1,
        ("breaker_open", "gemini"): 0,
        ("ready", "disk"): 0,
        ("http_answers_total", "GET", "/api/health", "200"): 8,
        ("http_answers_total", "other", "none", "404"): 1,
        ("refused_requests_total", "431"): 2,
        ("evicted_connections_total",): 0,
        ("body_bytes",): 0,
        ("info", "1.2.3"): 1,
    }
    assert {name: shown[name] for name in expected} == expected
    assert shown["oldest_waiting_task_seconds",] >= 3_600
    assert shown["process_resident_memory_bytes",] > 0


async def test_without_a_store_to_look_at_the_rest_is_shown() -> None:
    runtime = Runtime(
        service=cast("FigureService", None),
        keyring=cast("Keyring", None),
        administration=cast("Administration", None),
        version="1",
    )

    shown = await samples(runtime, Observations(), Connections(1))

    assert ("tasks_put_back_total",) in shown
    assert not any(name[0] == "tasks" for name in shown)
