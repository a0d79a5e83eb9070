"""pgbouncer in transaction mode before a PostgreSQL of the tests."""

import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from support.programs import required_program

READY_SECONDS = 30


@contextmanager
def pooled(url: str) -> Iterator[str]:
    """The address of a database of ours through a pooler that gives connections away after each transaction."""
    program, parts = required_program("pgbouncer"), urlsplit(url)
    place = parse_qs(parts.query)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="pb-bouncer-") as folder:
        database = f"* = host={place['host'][0]} port={place['port'][0]} user=postgres"
        options = ("listen_addr = 127.0.0.1", f"listen_port = {port}", "auth_type = any", "pool_mode = transaction")
        more = ("default_pool_size = 5", "max_client_conn = 200", "unix_socket_dir =", f"logfile = {folder}/log")
        Path(folder, "ini").write_text("\n".join(("[databases]", database, "[pgbouncer]", *options, *more)))
        Path(folder).chmod(0o777)
        owner = {"user": pwd.getpwnam("postgres").pw_name, "extra_groups": []} if os.geteuid() == 0 else {}
        process = subprocess.Popen([program, "-q", Path(folder, "ini")], **owner)  # type: ignore[call-overload]  # noqa: S603 - a program of the system
        try:
            address = f"postgresql://postgres@127.0.0.1:{port}{parts.path}"
            _wait(address)
            yield address
        finally:
            process.terminate()
            process.wait()


def _wait(address: str) -> None:
    for _ in range(READY_SECONDS * 20):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)
