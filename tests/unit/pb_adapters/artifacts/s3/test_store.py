"""What the suite cannot see of a bucket: several programs, outages, cancellation and what is asked of the store."""

import hashlib
import sys
from datetime import UTC, datetime, timedelta

import anyio
import httpx
import obstore
import pytest

from pb_adapters.artifacts.bucket_address import BucketAddress
from pb_adapters.artifacts.s3 import BucketFailed, S3Artifacts, Trouble
from pb_adapters.artifacts.s3 import store as module
from pb_core.application.retention import GRACE, Limits, Retention
from pb_core.errors import ArtifactMissing
from pb_core.ports.retention import ReleasedArtifact
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.storage import MemoryStorage
from support.processes import clean_environment
from support.s3_faults import S3Proxy, hanging, is_list, is_put, refusing
from support.s3_server import BUCKET, LISTED_AT_ONCE, S3Server, free_port

from .conftest import HASTY, Open

OWNER, OTHER = "a" * 32, "b" * 32
DATA = b"figure"
COPIES = ("00000000000001-00000000", "00000000000002-00000000")


ENDLESS_WRITER = """
import sys
import anyio
from pb_adapters.artifacts.s3 import S3Artifacts

async def main(url):
    store = await S3Artifacts.open(url)
    for number in range(1_000_000):
        print(await store.put("a" * 32, number.to_bytes(4, "big") * 250_000), flush=True)

anyio.run(main, sys.argv[1])
"""


async def test_programs_see_what_others_put_and_remove(program: Open) -> None:
    one, two = await program(), await program()
    digest = await one.put(OWNER, DATA)
    assert two.stamp(OWNER, digest) is None
    assert await two.get(OWNER, digest) == DATA
    assert two.stamp(OWNER, digest) == one.stamp(OWNER, digest) is not None
    await two.put(OWNER, DATA)
    assert await one.get(OWNER, digest) == DATA
    assert one.stamp(OWNER, digest) == two.stamp(OWNER, digest)
    await one.remove_owner(OWNER)
    assert one.stamp(OWNER, digest) is None
    with pytest.raises(ArtifactMissing):
        await two.get(OWNER, digest)
    assert two.stamp(OWNER, digest) is None


async def test_what_another_program_put_again_is_not_removed(program: Open) -> None:
    one, two = await program(), await program()
    digest = await one.put(OWNER, DATA)
    (seen,) = [blob async for blob in one.blobs(OWNER)]
    await two.put(OWNER, DATA)
    assert not await one.remove(OWNER, digest, seen.stamp)
    assert await one.get(OWNER, digest) == DATA
    (seen,) = [blob async for blob in one.blobs(OWNER)]
    assert await one.remove(OWNER, digest, seen.stamp)


async def test_a_stamp_of_another_store_removes_nothing(program: Open) -> None:
    store = await program()
    digest = await store.put(OWNER, DATA)
    assert not await store.remove(OWNER, digest, 7)
    assert await store.verify(OWNER, digest)


async def test_an_outage_is_an_error_and_its_end_needs_no_restart(program: Open, s3_proxy: S3Proxy) -> None:
    store = await program()
    digest = await store.put(OWNER, DATA)
    s3_proxy.spoil(refusing(503, "SlowDown"))
    for call in (store.put(OWNER, b"new"), store.get(OWNER, digest), store.verify(OWNER, digest)):
        with pytest.raises(BucketFailed, match="slow down"):
            await call
    with pytest.raises(BucketFailed):
        await store.remove_owner(OWNER)
    s3_proxy.heal()
    assert await store.get(OWNER, digest) == DATA
    assert await store.get(OWNER, await store.put(OWNER, b"new")) == b"new"


async def test_a_listing_that_breaks_off_is_an_error(program: Open, s3_proxy: S3Proxy) -> None:
    store = await program()
    await store.put(OWNER, DATA)
    s3_proxy.spoil(refusing(500, "InternalError", when=is_list))
    with pytest.raises(BucketFailed):
        [blob async for blob in store.blobs()]


async def test_opening_says_why_not(s3_proxy: S3Proxy, address: BucketAddress) -> None:
    config = s3_proxy.server.config
    for url, words in (("s3://no-such-bucket/x", "make it"), ("s3://no-such-bucket", "make it")):
        with pytest.raises(BucketFailed, match=words):
            await S3Artifacts.open(url, patience=HASTY, config=config)
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        await S3Artifacts.open("figures", config=config)
    s3_proxy.spoil(refusing(403, "AccessDenied", when=is_put))
    with pytest.raises(BucketFailed) as failed:
        await S3Artifacts.open(address.url, patience=HASTY, config=config)
    assert failed.value.trouble is Trouble.FORBIDDEN


async def test_the_environment_says_where_and_who(
    s3_proxy: S3Proxy, address: BucketAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in s3_proxy.server.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3_proxy.server.endpoint)  # which wins
    store = await S3Artifacts.open(address.url, patience=HASTY)
    assert await store.get(OWNER, await store.put(OWNER, DATA)) == DATA


async def test_a_bucket_that_could_be_used_is_not_asked_at_once_again(program: Open, s3_proxy: S3Proxy) -> None:
    store = await program()
    s3_proxy.requests.clear()
    await store.require_usable()
    assert s3_proxy.requests == []
    store._proven_until = anyio.current_time()
    s3_proxy.spoil(refusing(403, "AccessDenied"))
    for _ in range(2):
        with pytest.raises(BucketFailed):
            await store.require_usable()
    s3_proxy.heal()
    await store.require_usable()


async def test_a_reader_who_is_cancelled_is_let_go_while_the_store_hangs(program: Open, s3_proxy: S3Proxy) -> None:
    store = await program()
    digest = await store.put(OWNER, DATA)
    s3_proxy.spoil(hanging)
    with anyio.move_on_after(0.05) as scope:
        await store.get(OWNER, digest)
    assert scope.cancelled_caught
    s3_proxy.heal()
    assert await store.get(OWNER, digest) == DATA


async def test_a_store_that_hangs_holds_no_threads_of_others(program: Open, s3_proxy: S3Proxy) -> None:
    store = await program()
    digest = await store.put(OWNER, DATA)
    s3_proxy.spoil(hanging)
    async with anyio.create_task_group() as group:
        for _ in range(2 * module.AT_ONCE):
            group.start_soon(store.get, OWNER, digest)
        await anyio.sleep(0.05)
        assert await anyio.to_thread.run_sync(lambda: 1) == 1
        group.cancel_scope.cancel()


async def test_many_blobs_are_listed_by_pages_and_removed_in_batches(
    program: Open, s3_proxy: S3Proxy, moto: S3Server, address: BucketAddress
) -> None:
    direct = moto.store(address.prefix)
    digests = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(LISTED_AT_ONCE + 3)]
    for digest in digests:
        for copy in COPIES:
            obstore.put(direct, f"{OWNER}/{digest}/{copy}", b"1")
    for name in ("readme.txt", f"{OWNER}/notes", f"{OWNER}/{digests[0]}/notes", f"Owner/{digests[0]}/{COPIES[0]}"):
        obstore.put(direct, name, b"no blob")
    store = await program()
    await store.put(OTHER, DATA)
    s3_proxy.requests.clear()
    found = [blob async for blob in store.blobs()]
    assert [blob.digest for blob in found if blob.owner == OWNER] == sorted(digests)
    assert len(found) == len(digests) + 1
    assert {blob.stamp for blob in found if blob.owner == OWNER} == {COPIES}
    assert len(s3_proxy.requests) == 3
    await store.remove_owner(OWNER)
    assert [blob.owner async for blob in store.blobs()] == [OTHER]


async def test_blobs_are_as_young_as_their_last_put(program: Open) -> None:
    store = await program()
    digest = await store.put(OWNER, DATA)
    await store.put(OWNER, DATA)
    (blob,) = [blob async for blob in store.blobs()]
    assert (blob.digest, blob.size) == (digest, len(DATA))
    assert abs(blob.stored_at - datetime.now(UTC)) < timedelta(minutes=10)


async def test_a_signed_address_reads_one_blob(program: Open) -> None:
    store = await program()
    digest = await store.put(OWNER, DATA)
    url = await store.signed_url(OWNER, digest, timedelta(minutes=1))
    assert url
    async with httpx.AsyncClient() as anybody:
        assert (await anybody.get(url)).content == DATA
    assert await store.signed_url(OTHER, digest, timedelta(minutes=1)) is None


async def test_what_is_damaged_or_lost_behind_its_back_is_found_and_has_no_stamp(
    program: Open, moto: S3Server, address: BucketAddress
) -> None:
    store, direct = await program(), moto.store(address.prefix)
    digest = await store.put(OWNER, DATA)
    (copy,) = store.stamp(OWNER, digest)  # type: ignore[misc]  # a tuple
    obstore.put(direct, f"{OWNER}/{digest}/{copy}", b"")
    with pytest.raises(ArtifactMissing, match="damaged"):
        await store.get(OWNER, digest)
    assert store.stamp(OWNER, digest) is None
    obstore.delete(direct, f"{OWNER}/{digest}/{copy}")
    with pytest.raises(ArtifactMissing, match="missing"):
        await store.verify(OWNER, digest)
    await store.put(OWNER, DATA)
    assert await store.verify(OWNER, digest)


async def test_what_was_acknowledged_before_a_kill_is_there_and_whole(
    program: Open, s3_proxy: S3Proxy, address: BucketAddress
) -> None:
    command = [sys.executable, "-c", ENDLESS_WRITER, address.url]
    environment = clean_environment(**s3_proxy.server.variables)
    async with await anyio.open_process(command, env=environment, stderr=None) as writer:
        assert writer.stdout
        told = b""
        while told.count(b"\n") < 3:
            told += await writer.stdout.receive()
        writer.kill()
        async for more in writer.stdout:
            told += more
    store = await program()
    acknowledged = [line.decode() for line in told.split(b"\n") if len(line) == 64]
    assert len(acknowledged) >= 3
    for digest in acknowledged:
        assert await store.verify(OWNER, digest)
    for digest in [blob.digest async for blob in store.blobs()]:
        assert await store.verify(OWNER, digest)


async def test_retention_sweeps_a_bucket(program: Open) -> None:
    store, storage = await program(), MemoryStorage()
    clock = ManualClock(datetime.now(UTC) + timedelta(hours=1))
    digest, other = await store.put(OWNER, DATA), await store.put(OWNER, b"other")
    await storage.release([ReleasedArtifact(owner=OWNER, digest=digest, released_at=clock.now())])

    async def rest() -> None:
        pass

    retention = Retention(store=storage, artifacts=store, clock=clock, limits=Limits(), rest=rest)
    await retention.remove_released()
    assert await store.verify(OWNER, digest)
    clock.advance(2 * GRACE.total_seconds())
    await retention.remove_released()
    assert [blob.digest async for blob in store.blobs()] == [other]
    assert (retention.cleared.artifacts, retention.cleared.bytes) == (1, len(DATA))


async def test_names_are_checked_before_the_store_is_asked(program: Open, s3_proxy: S3Proxy) -> None:
    store = await program()
    s3_proxy.requests.clear()
    with pytest.raises(ValueError, match="an owner"):
        await store.put("../x", DATA)
    with pytest.raises(ValueError, match="a digest"):
        await store.get(OWNER, "../x")
    with pytest.raises(ValueError, match="an owner"):
        await store.remove_owner("")
    with pytest.raises(ValueError, match="a digest"):
        store.location(OWNER, "x")
    assert s3_proxy.requests == []


async def test_the_location_is_the_folder_of_the_copies(program: Open, address: BucketAddress) -> None:
    store = await program()
    digest = await store.put(OWNER, DATA)
    assert store.location(OWNER, digest) == f"s3://{BUCKET}/{address.prefix}/{OWNER}/{digest}/"
