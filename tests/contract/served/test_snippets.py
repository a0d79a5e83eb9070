"""The reference's own curl, Python and JavaScript snippets, run against a real server.

Only the base URL, keys and ids are put in; the provider fields are taken out where a snippet shall succeed.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from served import ADMIN_KEY, NO_TLS, PbServer
from snippets import LANGUAGES, SNIPPETS, TASK_ID, Run, Runner

HERE = Path(__file__).parent
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def run(server: PbServer, key: str, tmp_path: Path) -> Runner:
    """Run a snippet in a folder of its own that holds a paper."""
    return Runner(server, key, tmp_path)


@pytest.fixture
def api(server: PbServer, key: str) -> Iterator[httpx.Client]:
    """A client with the key that the snippets use."""
    with server.client(key) as client:
        yield client


def _finished(api: httpx.Client) -> dict[str, object]:
    """The newest task of the key, once it has ended."""
    with httpx.Client(base_url=api.base_url, headers={"Authorization": f"Bearer {ADMIN_KEY}"}, verify=NO_TLS) as admin:
        detail = admin.get(f"/api/admin/keys/{api.headers['Authorization'].split()[1]}").json()
    (line,) = detail["usage_log"]
    answer: dict[str, object] = api.get(f"/api/tasks/{line['task_id']}", headers={"Prefer": "wait=60"}).json()
    return answer


def _used(server: PbServer, key: str) -> int:
    with server.admin as admin:
        used: int = admin.get(f"/api/admin/keys/{key}").json()["total_used"]
    return used


@pytest.mark.parametrize("language", LANGUAGES)
def test_health_says_ok(run: Callable[..., Run], language: str) -> None:
    done = run(f"health.{language}")
    assert (done.code, "ok" in done.out) == (0, True), done


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_provider_without_a_key_is_refused_with_advice_and_costs_nothing(
    run: Callable[..., Run], server: PbServer, key: str, language: str
) -> None:
    done = run(f"generate.{language}", plain=False)
    if language == "py":
        assert "422 Client Error" in done.err  # raise_for_status of the snippet
    else:
        assert "KIE_API_KEY" in done.out + done.err
        assert "leave" in done.out + done.err
    assert _used(server, key) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_polling_loop_ends_with_a_completed_figure(
    run: Callable[..., Run], api: httpx.Client, language: str
) -> None:
    done = run(f"generate.{language}")
    assert done.code == 0, done
    if language == "sh":
        assert TASK_ID.search(done.out)
    else:
        assert re.search("""['"]?status['"]?: ['"]completed['"]""", done.out)
        assert "iVBORw0KGgo" in done.out
    assert _finished(api)["status"] == "completed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_pdf_become_a_figure(run: Callable[..., Run], api: httpx.Client, language: str) -> None:
    done = run(f"generate_from_pdf.{language}")
    assert done.code == 0, done
    task = _finished(api)
    assert (task["status"], task["diagram_type"]) == ("completed", "methodology"), task


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prompt_is_optimized(run: Callable[..., Run], api: httpx.Client, language: str) -> None:
    done = run(f"optimize_prompt.{language}")
    assert done.code == 0, done
    assert TASK_ID.search(done.out)
    task = _finished(api)
    assert (task["status"], task["diagram_type"], task["artifacts"]) == ("completed", "prompt_optimization", {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_data_is_plotted_in_every_format(run: Callable[..., Run], api: httpx.Client, language: str) -> None:
    done = run(f"plot.{language}")
    assert done.code == 0, done
    assert "pending" in done.out
    task = _finished(api)
    assert (task["status"], task["diagram_type"]) == ("completed", "statistical_plot"), task
    assert list(task["artifacts"]) == ["png", "svg", "pdf"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plot_for_a_provider_without_a_key_is_refused(
    run: Callable[..., Run], server: PbServer, key: str, language: str
) -> None:
    done = run(f"plot.{language}", plain=False)
    assert "APIMART_API_KEY" in done.out + done.err
    assert _used(server, key) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_composed(reading: Callable[..., Run], author: httpx.Client, drawn: str, language: str) -> None:
    done = reading(f"composite.{language}", panel=drawn)
    assert done.code == 0, done
    found = TASK_ID.search(done.out)
    assert found, done
    task = author.get(f"/api/tasks/{found[0]}", headers={"Prefer": "wait=60"}).json()
    assert (task["status"], task["diagram_type"], list(task["artifacts"])) == ("completed", "composite", ["png"]), task


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_with_a_webhook_is_accepted(run: Callable[..., Run], api: httpx.Client, language: str) -> None:
    done = run(f"webhook_request.{language}")
    assert done.code == 0, done
    assert "pending" in done.out
    assert _finished(api)["status"] == "completed"


@pytest.fixture(scope="module")
def author(server: PbServer) -> Iterator[httpx.Client]:
    """A client with the key of the tests that only read."""
    with server.client(server.new_key()) as client:
        yield client


@pytest.fixture
def reading(server: PbServer, author: httpx.Client, tmp_path: Path) -> Runner:
    """Run a snippet with the author's key."""
    return Runner(server, author.headers["Authorization"].split()[1], tmp_path)


@pytest.fixture(scope="module")
def drawn(author: httpx.Client) -> str:
    """A completed task of the author."""
    text = "The encoder maps each token to a vector. The decoder then attends to these vectors and emits the summary."
    body = {"source_context": text, "caption": "Figure 1", "iterations": 1}
    task: str = author.post("/api/generate", json=body).json()["task_id"]
    assert author.get(f"/api/tasks/{task}", headers={"Prefer": "wait=60"}).json()["status"] == "completed"
    return task


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_task_is_read(reading: Callable[..., Run], drawn: str, language: str) -> None:
    done = reading(f"get_task.{language}", task=drawn)
    assert done.code == 0, done
    assert "completed" in done.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_downloaded(reading: Callable[..., Run], drawn: str, language: str) -> None:
    done = reading(f"download_image.{language}", task=drawn)
    assert done.code == 0, done
    assert (done.folder / "diagram.png").read_bytes().startswith(PNG)


def test_the_svg_is_downloaded_by_the_second_curl(reading: Callable[..., Run], drawn: str) -> None:
    assert "<svg" in (reading("download_image.sh", task=drawn).folder / "plot.svg").read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_created_listed_and_read(run: Callable[..., Run], key: str, language: str) -> None:
    created = run(f"create_key.{language}")
    assert re.search("pb_[A-Za-z0-9]{32}", created.out), created
    listed = run(f"list_keys.{language}")
    assert f"{key[:9]}..." in listed.out, listed
    assert key not in listed.out
    if language != "js":  # the reference has none
        assert "usage_log" in run(f"get_key.{language}").out


@pytest.mark.parametrize("language", ["sh", "py"])
def test_keys_are_changed_and_deleted(run: Callable[..., Run], server: PbServer, key: str, language: str) -> None:
    changed = run(f"change_key.{language}")
    assert re.search("""quota_remaining['"]: ?150""", changed.out), changed
    assert run(f"delete_key.{language}").code == 0
    with server.admin as admin:
        assert admin.get(f"/api/admin/keys/{key}").status_code == 404


def test_every_snippet_of_the_reference_is_run() -> None:
    here = Path(__file__).read_text() + (HERE / "test_webhooks.py").read_text()
    assert [name for name in SNIPPETS if name.rpartition(".")[0] not in here] == []
