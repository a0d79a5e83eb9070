import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pb_http.cli.errors import Failure
from pb_http.cli.outputs import Output, numbered, write
from support.processes import Run, clean_environment

Command = Callable[..., "subprocess.Popen[bytes]"]


def output(path: Path) -> Output:
    return Output(str(path), path.suffix[1:])


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "b.svg").mkdir()
    with pytest.raises(Failure, match=r"b\.svg' cannot be written"):
        write([(output(tmp_path / "c.svg"), b"1"), (output(tmp_path / "missing/b.svg"), b"2")])
    assert [path.name for path in tmp_path.iterdir()] == ["b.svg"]


def test_a_name_that_cannot_be_given_is_the_one_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.svg").mkdir()
    files = [output(tmp_path / name) for name in ("a.png", "b.svg", "c.pdf")]
    with pytest.raises(Failure, match=r"b\.svg' cannot be written \(Is a directory\)"):
        write([(file, b"1") for file in files])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.svg"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_behind_standard_output_is_one_sentence_and_the_picture_is_kept(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a,b\nx,1\ny,2\n")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pb_http.cli.main", "plot", "data.csv", "--intent", "bars", "-o", "-"],
            cwd=tmp_path,
            env=clean_environment(XDG_STATE_HOME=str(tmp_path / "state")),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("pb: standard output cannot be written (No space left on device); the picture is kept: pb")
    assert last.endswith("-o FILE")


def test_a_link_is_written_through_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    write([(output(tmp_path / "link.png"), b"picture")])
    assert (tmp_path / "link.png").is_symlink()
    assert (tmp_path / "real.png").read_bytes() == b"picture"


def test_a_closed_pipe_is_one_sentence_and_the_picture_is_kept(command: Command, pb: Run, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a,b\nx,1\ny,2\n")
    with command("plot", "data.csv", "--intent", "bars", "-o", "-") as process:
        process.stdout.close()
        last = process.stderr.read().decode().splitlines()[-1]
    assert process.returncode == 1
    assert last.startswith("pb: standard output was closed before the whole picture was written; the picture is kept")
    task_id = last.split("pb resume ")[1].split()[0]
    assert pb("resume", task_id, "-o", "f.png").returncode == 0
    assert (tmp_path / "f.png").exists()


def test_a_file_that_cannot_be_written_in_the_end_is_kept_for_another(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "dir.png").symlink_to(tmp_path / "gone/f.png")

    done = pb("plot", "-", "--intent", "bars", "-o", "dir.png", text="a,b\nx,1\ny,2\n")

    assert done.returncode == 1
    assert "cannot be written (No such file or directory); the picture is kept: pb resume" in done.stderr


def test_a_folder_is_no_output(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "f.png").mkdir()
    done = pb("plot", "-", "--intent", "bars", "-o", "f.png", text="a,b\nx,1\ny,2\n")
    assert (done.returncode, "'f.png' is a directory" in done.stderr) == (2, True)


def test_files_of_candidates_are_numbered_beside_those_of_the_best() -> None:
    outputs = (Output("/a/b/fig.v2.png", "png"), Output("-", "png"), Output("/a/plot.SVG", "svg"))
    assert numbered(outputs, 3) == (Output("/a/b/fig.v2-3.png", "png"), Output("/a/plot-3.SVG", "svg"))
