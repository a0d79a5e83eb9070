"""The metrics as Prometheus reads them: what was counted since the start, and what is open now."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import anyio.to_thread
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pb_core.domain.census import Census
from pb_http.metrics.observations import Observations
from pb_http.runtime import Runtime
from pb_http.wire.connections import Connections

_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"})


async def text_of(runtime: Runtime, seen: Observations, connections: Connections) -> bytes:
    """Every metric of a server as it is now."""
    families = [*_process(runtime, connections), *_since_start(seen)]
    if runtime.readiness is not None:
        state = await runtime.readiness.state()
        families.append(_labelled("ready", "Whether a check of readiness passes.", "check", state.checks))
        families += _open(state.census) if state.census else ()
    return await anyio.to_thread.run_sync(_written, families)


class _Found(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        return self._families


def _written(families: list[Metric]) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Found(families))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


def _process(runtime: Runtime, connections: Connections) -> Iterator[Metric]:
    yield _labelled("info", "The version that runs.", "version", {runtime.version: 1})
    answers = CounterMetricFamily(
        "paperbanana_http_answers", "Answers by method, route and status.", labels=("method", "route", "status")
    )
    for (method, route, status), count in runtime.answered.items():
        answers.add_metric((method if method in _METHODS else "other", route or "none", str(status)), count)
    yield answers
    yield _counted("refused_requests", "Requests that reached no route, by status.", "status", connections.refused)
    yield _total("evicted_connections", "Idle connections closed in favour of new ones.", connections.evicted)
    yield _gauge("body_bytes", "Bytes of request bodies in memory.", runtime.bodies.held)


def _since_start(seen: Observations) -> Iterator[Metric]:
    ended = CounterMetricFamily("paperbanana_tasks_ended", "Tasks that ended.", labels=("kind", "status"))
    for labels, count in seen.ended.items():
        ended.add_metric(labels, count)
    yield ended
    yield _total("tasks_put_back", "Times that a task was put back to be tried again.", seen.put_back)
    yield _total("lease_losses", "Leases that another worker took or that were revoked.", seen.lease_losses)
    yield _total("calls_bought_again", "Calls made once more since the first answer was lost.", seen.bought_again)
    yield _total("retired_tasks", "Tasks that retention has removed.", seen.cleared.tasks)
    yield _total("removed_artifacts", "Artifacts removed that no task needs any more.", seen.cleared.artifacts)
    yield _total("removed_artifact_bytes", "The bytes of those.", seen.cleared.bytes)
    tries = {"delivered": seen.tries[True], "failed": seen.tries[False]}
    yield _counted("webhook_tries", "Tries to deliver a webhook.", "outcome", tries)
    is_open = {provider: breaker.is_open for provider, breaker in seen.breakers.items()}
    yield _labelled("breaker_open", "Whether a provider is left alone after failures in a row.", "provider", is_open)


def _open(census: Census) -> Iterator[Metric]:
    tasks = {"pending": census.pending, "running": census.running, "put_back": census.put_back}
    yield _labelled("tasks", "Tasks that have not ended; those put back are pending too.", "state", tasks)
    oldest = census.oldest_waiting
    waited = 0.0 if oldest is None else max(0.0, (datetime.now(UTC) - oldest).total_seconds())
    yield _gauge("oldest_waiting_task_seconds", "Since when the oldest task waits that could begin.", waited)
    webhooks = {"pending": census.deliveries, "retried": census.retried}
    yield _labelled("webhooks", "Webhooks that are not delivered yet; the retried failed before.", "state", webhooks)
    yield _gauge(
        "failing_receivers",
        "Hosts and ports, each key's apart, with webhooks that failed before.",
        census.failing_receivers,
    )


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"paperbanana_{name}", about, value=value)


def _total(name: str, about: str, value: int) -> Metric:
    return CounterMetricFamily(f"paperbanana_{name}", about, value=value)


def _labelled(name: str, about: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"paperbanana_{name}", about, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family


def _counted(name: str, about: str, label: str, values: Mapping[Any, int]) -> Metric:
    family = CounterMetricFamily(f"paperbanana_{name}", about, labels=(label,))
    for key, value in values.items():
        family.add_metric((str(key),), value)
    return family
