from pathlib import Path

import pytest

from pb_core.application.assembly import Core
from pb_http.cli.data_folder import in_core
from pb_http.cli.errors import Failure
from pb_http.cli.reporting import Reporter

QUIET = Reporter(quiet=True)


async def count_keys(core: Core) -> int:
    return len(await core.keyring.list())


def test_a_folder_is_made_only_where_it_may_be_new(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with pytest.raises(Failure, match="choose the data folder with --data-dir"):
        in_core(folder, count_keys, QUIET)
    assert not folder.exists()
    assert in_core(folder, count_keys, QUIET, new=True) == 0
    assert in_core(folder, count_keys, QUIET) == 0
