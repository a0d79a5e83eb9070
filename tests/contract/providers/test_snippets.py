"""The reference's snippets unchanged, provider fields included, on a server set up with fakes of Kie and APIMart."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pb_adapters.fakes.answers import by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.server import served
from pb_adapters.planners.engine import OfflineEngine
from served import PbServer, serving
from snippets import LANGUAGES, Runner

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def fakes() -> Iterator[FakeProviders]:
    with served(FakeProviders(answer=by_engine(OfflineEngine()))) as fakes:
        yield fakes


@pytest.fixture(scope="module")
def server(fakes: FakeProviders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    settings = {
        "KIE_API_KEY": fakes.key,
        "APIMART_API_KEY": fakes.key,
        "KIE_BASE_URL": fakes.base_url("kie"),
        "APIMART_BASE_URL": fakes.base_url("apimart"),
    }
    with serving(tmp_path_factory.mktemp("kie"), **settings) as server:
        yield server


@pytest.fixture
def key(server: PbServer) -> str:
    return server.new_key()


@pytest.fixture
def run(server: PbServer, key: str, tmp_path: Path) -> Runner:
    return Runner(server, key, tmp_path)


def finished(server: PbServer, key: str) -> dict[str, Any]:
    """The newest task of the key, once it has ended; not every snippet prints its id."""
    with server.admin as admin:
        newest = admin.get(f"/api/admin/keys/{key}").json()["usage_log"][0]["task_id"]
    with server.client(key) as api:
        task: dict[str, Any] = api.get(f"/api/tasks/{newest}", headers={"Prefer": "wait=60"}).json()
    return task


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_diagram_is_planned_and_painted_by_kie(
    run: Runner, server: PbServer, fakes: FakeProviders, key: str, language: str
) -> None:
    before = fakes.counts("kie").pictures

    done = run(f"generate.{language}", plain=False)

    assert done.code == 0, done
    task = finished(server, key)
    assert task["status"] == "completed", task["error"]
    assert {step["engine"] for step in task["steps"]} == {"kie/gemini-2.5-flash", "kie_imagen/nano-banana-pro"}
    assert fakes.counts("kie").pictures > before
    if language != "sh":
        assert re.search("""['"]?status['"]?: ['"]completed['"]""", done.out)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plot_is_planned_by_apimart(run: Runner, server: PbServer, key: str, language: str) -> None:
    done = run(f"plot.{language}", plain=False)

    assert done.code == 0, done
    task = finished(server, key)
    assert task["status"] == "completed", task["error"]
    assert task["steps"][0]["engine"] == "apimart/gemini-2.5-flash"
    assert list(task["artifacts"]) == ["png", "svg", "pdf"]


@pytest.mark.parametrize("name", ["generate_from_pdf", "optimize_prompt", "webhook_request"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_submissions_end_completed(run: Runner, server: PbServer, key: str, name: str, language: str) -> None:
    done = run(f"{name}.{language}", plain=False)

    assert done.code == 0, done
    task = finished(server, key)
    assert task["status"] == "completed", task["error"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_painted_figures_are_downloaded_and_composed(run: Runner, server: PbServer, key: str, language: str) -> None:
    run("generate.sh", plain=False)
    task = finished(server, key)["task_id"]

    assert run(f"download_image.{language}", task=task, plain=False).code == 0
    run(f"composite.{language}", panel=task, plain=False)
    composed = finished(server, key)

    assert (run(f"download_image.{language}", task=task).folder / "diagram.png").read_bytes().startswith(PNG)
    assert composed["status"] == "completed", composed
