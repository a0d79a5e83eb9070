from pathlib import Path

from pb_http.engine_roles import EngineRoles
from pb_http.inspections import Inspections
from pb_http.installation import Installation


def test_the_disk_and_the_database_are_measured(tmp_path: Path) -> None:
    (tmp_path / "paperbanana.db").write_bytes(b"x" * 10)
    (tmp_path / "paperbanana.db-wal").write_bytes(b"x" * 5)
    roles = EngineRoles(plans="a", sees="b", draws="c", may_draw=())
    found = Installation(folder=tmp_path, roles=roles, settings=(), inspections=Inspections(tmp_path)).disk()
    assert found.database == 15
    assert 0 < found.free <= found.total
