"""Servers and workers in processes of their own behave as one: real processes, a real PostgreSQL, a fake provider."""

import time
from pathlib import Path

import pytest

from pb_adapters.fakes import FakeProviders
from pb_adapters.fakes.answers import by_engine
from pb_adapters.planners.engine import OfflineEngine
from provider_settings import settings_of
from support.machines import Machines, ended, machines, until
from support.pooler import pooled
from support.postgres import own_server

SETTINGS = {"LEASE_SECONDS": "2", "GRACE_SECONDS": "5", "VISION_PROBE": "false", "VLM_TIMEOUT_SECONDS": "60"}

UNHEARD = "wake-ups of other processes are not heard"
PLANNED = "SELECT 1 FROM steps WHERE name = 'plan' AND state = 'finished'"


@pytest.fixture
def settings(fake_providers: FakeProviders) -> dict[str, str]:
    """Settings of a provider that answers as a model would."""
    fake_providers.answer_with(by_engine(OfflineEngine()))
    return SETTINGS | settings_of(fake_providers, "gemini")


def events(machine: Machines, server: int, key: str, task_id: str) -> list[str]:
    """The events of a task, from its stream at a server, until that ends."""
    with machine.servers[server].client(key) as api, api.stream("GET", f"/api/tasks/{task_id}/events") as stream:
        return [line.removeprefix("event: ") for line in stream.iter_lines() if line.startswith("event: ")]


def test_what_is_submitted_at_one_server_is_worked_on_elsewhere_and_seen_and_ended_at_another(
    tmp_path: Path, database_url: str, fake_providers: FakeProviders, settings: dict[str, str]
) -> None:
    with machines(tmp_path, database_url, **settings) as machine:
        here, there = machine.servers
        key = here.new_key()
        with here.client(key) as at_here, there.client(key) as at_there:
            task_id = machine.submitted(at_here)
            told = events(machine, 1, key, task_id)
            assert told[-1] == "task"
            assert "step" in told
            assert at_there.get(f"/api/tasks/{task_id}").json()["status"] == "completed"
            assert at_here.get(f"/api/tasks/{task_id}").json()["status"] == "completed"
            assert at_there.get(f"/api/tasks/{task_id}/image").content.startswith(b"\x89PNG")

            fake_providers.script("gemini", "time-out", role="planner")
            hung = machine.submitted(at_here, "Figure 2: Hung")
            until(lambda: fake_providers.counts("gemini").under_way)
            assert at_there.post(f"/api/tasks/{hung}/cancel").status_code == 200
            assert ended(at_here, hung)["status"] == "failed"
            until(lambda: any("task dropped" in line for line in machine.worker_of(hung).lines))
    assert machine.rows("SELECT count(*) FROM ledger WHERE kind = 'charge'") == [(2,)]


def test_another_worker_goes_on_where_a_killed_one_stopped_and_buys_nothing_again(
    tmp_path: Path, database_url: str, fake_providers: FakeProviders, settings: dict[str, str]
) -> None:
    with machines(tmp_path, database_url, servers=1, **settings) as machine:
        server = machine.servers[0]
        fake_providers.script("gemini", "time-out", role="stylist")
        with server.client(server.new_key()) as api:
            task_id = machine.submitted(api)
            until(lambda: machine.rows(PLANNED) and fake_providers.counts("gemini").under_way)
            killed = machine.worker_of(task_id)
            killed.kill()
            machine.workers.remove(killed)
            task = ended(api, task_id)
    assert task["status"] == "completed"
    bought = [call.role for call in fake_providers.bills("gemini")]
    assert (bought.count("planner"), bought.count("painter")) == (1, 1)
    assert machine.rows("SELECT name, attempts, abandoned FROM steps WHERE name = 'plan'") == [("plan", 1, 0)]
    assert machine.rows("SELECT sum(abandoned) FROM steps") == [(1,)]


@pytest.mark.drill
def test_a_database_that_restarts_amid_work_loses_nothing_and_nobody_needs_a_restart(
    tmp_path: Path, fake_providers: FakeProviders, settings: dict[str, str]
) -> None:
    fake_providers.set_latency(lambda _: 0.3)
    with own_server(durable=True) as database, machines(tmp_path, database.url(), **settings) as machine:
        key = machine.servers[0].new_key()
        with machine.servers[0].client(key) as here, machine.servers[1].client(key) as there:
            tasks = [machine.submitted(here, f"Figure {number}") for number in range(12)]
            for _ in range(3):
                until(lambda: fake_providers.counts("gemini").under_way)
                database.restart()
                time.sleep(1)
            statuses = [ended(there, task_id)["status"] for task_id in tasks]
            later = machine.submitted(there, "After")
            assert ended(here, later)["status"] == "completed"
        assert statuses == ["completed"] * 12
        assert machine.rows("SELECT count(*) FROM ledger WHERE kind = 'charge'") == [(13,)]
        assert machine.rows("SELECT count(*) FROM tasks WHERE status = 'completed'") == [(13,)]


@pytest.mark.drill
def test_a_paused_worker_loses_its_task_to_another_and_changes_nothing_when_it_goes_on(
    tmp_path: Path, database_url: str, fake_providers: FakeProviders, settings: dict[str, str]
) -> None:
    with machines(tmp_path, database_url, servers=1, **settings) as machine:
        server = machine.servers[0]
        fake_providers.script("gemini", "time-out", role="stylist")
        with server.client(server.new_key()) as api:
            task_id = machine.submitted(api)
            until(lambda: machine.rows(PLANNED) and fake_providers.counts("gemini").under_way)
            paused = machine.worker_of(task_id)
            paused.pause()
            task = ended(api, task_id)
            paused.wake()
            until(lambda: any("task dropped" in line for line in paused.lines))
            assert ended(api, task_id)["completed_at"] == task["completed_at"]
            more = [machine.submitted(api, f"Figure {number}") for number in range(4)]
            assert {ended(api, one)["status"] for one in more} == {"completed"}
    assert task["status"] == "completed"


@pytest.mark.drill
def test_workers_share_many_tasks_and_each_is_done_once(
    tmp_path: Path, database_url: str, fake_providers: FakeProviders, settings: dict[str, str]
) -> None:
    fake_providers.set_latency(lambda _: 0.2)
    with machines(tmp_path, database_url, servers=1, workers=3, **settings) as machine:
        server = machine.servers[0]
        with server.client(server.new_key()) as api:
            tasks = [machine.submitted(api, f"Figure {number}") for number in range(40)]
            assert {ended(api, task_id)["status"] for task_id in tasks} == {"completed"}
        shares = [sum("task completed" in line for line in worker.lines) for worker in machine.workers]
    assert sum(shares) == 40
    assert min(shares) > 0, shares
    assert len(fake_providers.calls("gemini", role="planner")) == 40
    assert machine.rows("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'paperbanana.look'") == [(0,)]


@pytest.mark.drill
def test_two_servers_that_work_as_well_are_one_service(
    tmp_path: Path, database_url: str, settings: dict[str, str]
) -> None:
    with machines(tmp_path, database_url, workers=0, **settings) as machine:
        here, there = machine.servers
        key = here.new_key()
        with here.client(key) as at_here, there.client(key) as at_there:
            tasks = [machine.submitted(api, f"Figure {number}") for number in range(4) for api in (at_here, at_there)]
            assert {ended(at_there, task_id)["status"] for task_id in tasks} == {"completed"}
            here.kill()
            machine.servers.remove(here)
            assert ended(at_there, machine.submitted(at_there, "After"))["status"] == "completed"


@pytest.mark.drill
def test_behind_a_pooler_everything_works_where_the_server_itself_is_listened_to(
    tmp_path: Path, database_url: str, settings: dict[str, str]
) -> None:
    with (
        pooled(database_url) as pooler,
        machines(tmp_path, pooler, DATABASE_LISTEN_URL=database_url, **settings) as machine,
    ):
        here, there = machine.servers
        key = here.new_key()
        with here.client(key) as api:
            task_id = machine.submitted(api)
            assert events(machine, 1, key, task_id)[-1] == "task"
            assert ended(api, task_id)["status"] == "completed"
        assert not [line for process in (here, there, *machine.workers) for line in process.lines if UNHEARD in line]


@pytest.mark.drill
def test_behind_a_pooler_that_nobody_can_listen_through_everything_is_found_by_polling_and_told_once(
    tmp_path: Path, database_url: str, settings: dict[str, str]
) -> None:
    with pooled(database_url) as pooler, machines(tmp_path, pooler, **settings) as machine:
        here, there = machine.servers
        key = here.new_key()
        with here.client(key) as api:
            tasks = [machine.submitted(api, f"Figure {number}") for number in range(3)]
            assert events(machine, 1, key, tasks[0])[-1] == "task"
            assert {ended(api, task_id)["status"] for task_id in tasks} == {"completed"}
        for process in (here, there, *machine.workers):
            until(lambda process=process: [line for line in process.lines if UNHEARD in line])  # type: ignore[misc]
            assert len([line for line in process.lines if UNHEARD in line]) == 1
