from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from pb_adapters.folder_lock import locked
from pb_core.errors import StorageError
from pb_http.cli.errors import Failure
from pb_http.cli.outputs import Output
from pb_http.cli.runs import KEPT_DAYS, Run, find, forget_old, kept_runs, new_folder, opened, record, runs_folder
from pb_http.settings import Settings

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def run(task_id: str, *, days: int = 0, ended: bool = True) -> Run:
    """A run that was started some days ago."""
    outputs = (Output("/tmp/f.png", "png"),)  # noqa: S108 - a name
    return Run(task_id=task_id, command="plot", started_at=NOW - timedelta(days=days), ended=ended, outputs=outputs)


def kept(root: Path, task_id: str, *, days: int = 0, ended: bool = True) -> Path:
    """A recorded run without a database."""
    with new_folder(root) as folder:
        record(folder, run(task_id, days=days, ended=ended))
    return folder


def test_a_run_is_found_by_the_beginning_of_its_id_if_one_only_fits(tmp_path: Path) -> None:
    folder = kept(tmp_path, "ab12")
    kept(tmp_path, "ab34")
    assert find(tmp_path, "AB1").folder == folder
    with pytest.raises(Failure, match="'ab' is the beginning of several task ids: ab"):
        find(tmp_path, "ab")
    with pytest.raises(Failure, match="no run"):
        find(tmp_path, "")


def test_a_folder_that_became_no_run_is_removed(tmp_path: Path) -> None:
    with pytest.raises(LookupError), new_folder(tmp_path) as folder:
        raise LookupError
    assert not folder.exists()


def test_old_runs_are_forgotten_once_they_ended_and_nobody_works_on_them(tmp_path: Path) -> None:
    old = [kept(tmp_path, f"{n}", days=KEPT_DAYS + 1, ended=n != 1) for n in range(3)]
    kept(tmp_path, "3", days=KEPT_DAYS - 1)
    with locked(old[2]):
        forget_old(tmp_path, NOW)
    assert {one.run.task_id for one in kept_runs(tmp_path)} == {"1", "2", "3"}
    assert not old[0].exists()


def test_runs_are_kept_where_the_system_keeps_a_users_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert runs_folder(Settings(state_dir=tmp_path / "s"), {}) == tmp_path / "s/runs"
    assert runs_folder(Settings(), {"XDG_STATE_HOME": "/x"}) == Path("/x/paperbanana/runs")
    assert runs_folder(Settings(), {"XDG_STATE_HOME": "x"}) == tmp_path / ".local/state/paperbanana/runs"


def test_a_home_that_nobody_has_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(Failure, match="no home folder to keep runs in: set PAPERBANANA_STATE_DIR"):
        runs_folder(Settings(), {})


def test_what_is_no_run_is_passed_over(tmp_path: Path) -> None:
    kept(tmp_path, "ab12")
    (tmp_path / "just begun").mkdir()
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged/run.json").write_text('{"task_id": 5}')
    (tmp_path / "a file").touch()

    assert [one.run for one in kept_runs(tmp_path)] == [run("ab12")]
    assert kept_runs(tmp_path / "nowhere") == []


def test_the_newest_run_comes_first_and_is_known_by_its_first_characters(tmp_path: Path) -> None:
    for name in ("20260101-000000-b", "20260301-000000-a"):
        (tmp_path / name).mkdir()
        record(tmp_path / name, run(f"{name}-of-a-longer-id"))

    assert [one.folder.name for one in kept_runs(tmp_path)] == ["20260301-000000-a", "20260101-000000-b"]
    assert kept_runs(tmp_path)[0].short_id == "20260301"


def test_a_record_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot be recorded in .* \(No such file or directory\)"):
        record(tmp_path / "nowhere", run("ab12"))
    record(tmp_path, run("ab12", ended=False))
    record(tmp_path, run("ab12"))
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_a_folder_that_cannot_be_made_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Failure, match="set PAPERBANANA_STATE_DIR to a folder of yours"), new_folder(tmp_path / "file"):
        pass


def test_a_run_is_held_alone(tmp_path: Path) -> None:
    kept(tmp_path, "ab12")
    (one,) = kept_runs(tmp_path)
    with opened(one), pytest.raises(Failure, match="another pb is working on task ab12"), opened(one):
        pass
    with opened(one):
        pass


def test_a_revision_is_a_run_beside_the_one_whose_figure_it_revises(tmp_path: Path) -> None:
    folder = kept(tmp_path, "ab", days=KEPT_DAYS + 2)
    record(folder, replace(run("cd", days=KEPT_DAYS - 1), parent="ab"))
    record(folder, replace(run("ef", days=KEPT_DAYS + 1), parent="ab"))
    assert [one.run.task_id for one in kept_runs(tmp_path)] == ["cd", "ef", "ab"]
    assert find(tmp_path, "c").folder == folder
    forget_old(tmp_path, NOW)
    assert folder.exists()
    forget_old(tmp_path, NOW + timedelta(days=2))
    assert not folder.exists()
