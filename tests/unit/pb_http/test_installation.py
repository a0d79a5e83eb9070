from pathlib import Path

from support.installations import installation_on


def test_the_disk_and_the_database_are_measured(tmp_path: Path) -> None:
    (tmp_path / "paperbanana.db").write_bytes(b"x" * 10)
    (tmp_path / "paperbanana.db-wal").write_bytes(b"x" * 5)
    found = installation_on(tmp_path).disk()
    assert found.database == 15
    assert 0 < found.free <= found.total
