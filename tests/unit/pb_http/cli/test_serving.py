from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn
from litestar import Litestar

from pb_adapters.server_state import memory_state
from pb_core.application.assembly import Core
from pb_core.testing.memory import MemoryArtifacts
from pb_http import VERSION, logs
from pb_http.cli import serving
from pb_http.cli.long_running import metrics_of
from pb_http.cli.reporting import Reporter
from pb_http.composition import Opened
from pb_http.metrics.observations import Observations
from pb_http.readiness import Readiness
from pb_http.settings import Settings, SettingsError
from pb_http.settings.limits import HttpSettings
from pb_http.wire.connections import Connections
from pb_http.wire.protocol import ApiProtocol
from support.installations import installation_on


def test_a_server_that_does_not_work_needs_a_database_that_workers_share() -> None:
    with pytest.raises(SettingsError, match="pb serve --no-worker needs a database"):
        serving.serve("127.0.0.1", 0, None, Reporter(), serving.ApiOpening(works=False))


def test_invalid_settings_stop_before_anything_is_listened_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "listen", lambda *_: pytest.fail("it listens"))
    monkeypatch.setenv("PAPERBANANA_CONCURRENCY", "x")
    with pytest.raises(SettingsError):
        serving.serve("127.0.0.1", 0, None, Reporter())


@pytest.mark.parametrize(("quiet", "level"), [(True, 30), (False, 20)])
def test_quiet_logs_from_warnings_on_and_settings_without_effect_are_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path, *, quiet: bool, level: int
) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setattr(logs, "configure", lambda *, level: seen.update(level=level))
    monkeypatch.setattr(serving, "listen", lambda host, port: nullcontext((host, port)))
    monkeypatch.setattr(serving.anyio, "run", lambda _run, settings, *_, **__: seen.update(folder=settings.data_dir))
    monkeypatch.setenv("PAPERBANANA_DATADIR", "x")

    serving.serve("127.0.0.1", 0, tmp_path, Reporter(quiet=quiet))

    assert seen == {"level": level, "folder": tmp_path}
    assert "did you mean PAPERBANANA_DATA_DIR?" in caplog.text


def test_the_application_is_given_what_was_set() -> None:
    http = HttpSettings(max_body_bytes=2_000)
    settings = Settings(admin_key="adm", public_url="https://a.example", http=http, cors_origins=("*",))
    core = SimpleNamespace(service="service", keyring="keyring", administration="administration")
    opened = cast("Opened", SimpleNamespace(core=core, state=memory_state(), artifacts=MemoryArtifacts()))

    readiness = Readiness(Path())
    metrics = metrics_of(Observations(), Connections(1))
    installation = installation_on(Path())
    runtime = serving._runtime(settings, opened, readiness, metrics, installation, nullcontext())

    assert runtime.installation is installation
    assert (runtime.service, runtime.keyring, runtime.version) == ("service", "keyring", VERSION)
    assert runtime.administration == "administration"
    assert (runtime.admin_key, runtime.public_url) == ("adm", "https://a.example")
    assert (runtime.max_body_bytes, runtime.cors_origins) == (2_000, ("*",))
    assert (runtime.state, runtime.picture_address) == (opened.state, None)


@pytest.mark.parametrize(
    ("trusted", "client", "scheme"),
    [((), "127.0.0.1", "http"), (("10.0.0.0/8",), "127.0.0.1", "http"), (("127.0.0.1",), "192.0.2.7", "https")],
)
async def test_what_a_proxy_says_is_believed_of_trusted_ones_only(
    trusted: tuple[str, ...], client: str, scheme: str
) -> None:
    seen: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401, ARG001 - ASGI
        seen.update(scope)

    settings = Settings(http=HttpSettings(trusted_proxies=trusted))
    config = serving._config(settings, cast("Litestar", app), ApiProtocol)
    config.interface = "asgi3"
    config.load()
    headers = [(b"x-forwarded-for", b"203.0.113.9, 192.0.2.7"), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": ("127.0.0.1", 5), "scheme": "http", "headers": headers}
    await config.loaded_app(scope, None, None)

    assert (seen["client"][0], seen["scheme"]) == (client, scheme)


async def test_it_announces_itself_once_it_serves_and_stops_work_before_connections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events: list[str] = []

    async def startup(*_: object) -> None:
        events.append("listening")

    async def shutdown(*_: object) -> None:
        events.append("connections closed")

    monkeypatch.setattr(uvicorn.Server, "startup", startup)
    monkeypatch.setattr(uvicorn.Server, "shutdown", shutdown)
    core = SimpleNamespace(
        worker=SimpleNamespace(stop=lambda: events.append("worker stopped")),
        service=SimpleNamespace(stop_waiting=lambda: events.append("pollers answered")),
    )
    config, readiness = uvicorn.Config("none", log_config=None), Readiness(Path())
    readiness.working = True
    server = serving._Server(config, cast("Core", core), readiness, lambda: events.append("announced"))

    await server.startup()
    await server.shutdown()

    assert events == ["listening", "announced", "worker stopped", "pollers answered", "connections closed"]
    assert not readiness.working
