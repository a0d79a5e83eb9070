from pathlib import Path

import pytest

from pb_http.mcp_server import files
from pb_http.mcp_server.failures import Refusal
from pb_http.mcp_server.files import Files


async def test_a_file_is_found_below_any_of_the_folders(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / f"{name}.txt").write_text(name)
    allowed = Files((tmp_path / "one", tmp_path / "two"))
    assert await allowed.read("deep/one.txt") == b"one"
    assert await allowed.read("deep/../deep/two.txt") == b"two"
    assert await allowed.read(str(tmp_path / "two" / "deep" / "two.txt")) == b"two"


async def test_a_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 3)
    (tmp_path / "a").write_bytes(b"1234")
    with pytest.raises(Refusal, match="'a' is larger than 0 MiB"):
        await Files((tmp_path,)).read("a")


async def test_an_allowed_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert await Files((tmp_path / "link",)).read("a") == b"1"
