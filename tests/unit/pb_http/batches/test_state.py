from pathlib import Path

from msgspec.structs import replace

from pb_http.batches.state import StateFile

SERVER = "http://127.0.0.1:8000"


def test_the_last_record_of_a_request_counts(tmp_path: Path) -> None:
    with StateFile(tmp_path / "state", SERVER) as state:
        record = state.submitted("a", "task-1", 1)
        state.keep("a", replace(record, status="failed", error="no"))
        state.submitted("b", "task-2", 1)
    again = StateFile(tmp_path / "state", SERVER)
    assert again.of("a") == replace(record, status="failed", error="no")
    assert again.of("c") is None


def test_what_another_server_has_counts_for_that_server_alone(tmp_path: Path) -> None:
    with StateFile(tmp_path / "state", SERVER) as state:
        state.submitted("a", "task-1", 1)
    with StateFile(tmp_path / "state", "https://other") as other:
        assert other.of("a") is None
        other.submitted("a", "task-9", 1)
    found = StateFile(tmp_path / "state", SERVER).of("a")
    assert found is not None
    assert found.task_id == "task-1"


def test_a_line_that_a_crash_cut_off_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with StateFile(path, SERVER) as state:
        state.submitted("a", "task-1", 1)
        state.submitted("b", "task-2", 1)
    path.write_bytes(path.read_bytes()[:-20])
    with StateFile(path, SERVER) as state:
        assert state.of("b") is None
        state.submitted("c", "task-3", 1)
    again = StateFile(path, SERVER)
    assert [again.of(key) is not None for key in "abc"] == [True, False, True]
