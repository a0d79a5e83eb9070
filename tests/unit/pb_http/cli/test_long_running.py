import logging
import socket
from pathlib import Path

import pytest

from pb_adapters.folder_lock import locked
from pb_core.errors import FolderInUse
from pb_http.cli.errors import Failure
from pb_http.cli.long_running import holding, listen, listening_for_metrics
from pb_http.settings import Settings
from pb_http.settings.database import DatabaseSettings
from pb_http.settings.limits import HttpSettings

SHARED = DatabaseSettings(url="postgresql://db.example/pb")


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_an_address_of_either_kind_is_listened_on(host: str, family: socket.AddressFamily) -> None:
    try:
        listener = listen(host, 0)
    except Failure:
        pytest.skip(f"this machine has no {host}")
    with listener:
        assert (listener.family, listener.getsockname()[0]) == (family, host)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Failure, match=rf"cannot listen on 127\.0\.0\.1:{port} \(Address already in use\)"):
            listen("127.0.0.1", port)


def test_a_host_that_is_none_is_named() -> None:
    with pytest.raises(Failure, match=r"cannot listen on no such host:80 \(.+\): choose another --port or --host"):
        listen("no such host", 80)


def test_metrics_have_a_port_of_their_own_where_it_is_set() -> None:
    with listening_for_metrics(Settings()) as listener:
        assert listener is None
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with listening_for_metrics(Settings(http=HttpSettings(metrics_port=port))) as listener:
        assert listener is not None
        assert listener.getsockname() == ("127.0.0.1", port)


def test_a_folder_with_a_database_is_held_alone(tmp_path: Path) -> None:
    with holding(Settings(data_dir=tmp_path), "pb serve"), pytest.raises(FolderInUse), locked(tmp_path):
        pass


def test_a_folder_of_programs_that_share_a_database_is_held_beside_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data_dir=tmp_path / "new", database=SHARED)
    with holding(settings, "pb serve"), holding(settings, "pb worker"):
        assert (tmp_path / "new").is_dir()
    assert f"figures lie in {tmp_path / 'new' / 'artifacts'}" in caplog.text


def test_with_a_bucket_nothing_need_be_in_common(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with holding(Settings(data_dir=tmp_path, database=SHARED, artifacts_url="s3://bucket"), "pb worker"):
        pass
    assert not caplog.records
