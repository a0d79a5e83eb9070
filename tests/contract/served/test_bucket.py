"""A real server whose artifacts are in a bucket: what its callers notice of it, also while the bucket is away."""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import obstore
import pytest

from kill_drill import patience, submit, wait_for_end
from paperbanana_client import Client
from served import PbServer, StartFailed, serving
from support.processes import run_module
from support.s3_faults import Passing, S3Proxy, is_list, is_put, losing_puts, refusing
from support.s3_server import BUCKET, S3Server

STARTS = {"png": b"\x89PNG", "svg": b"<", "pdf": b"%PDF"}
Serve = Callable[..., AbstractContextManager[PbServer]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"s3://{BUCKET}/{tmp_path.name}"


@pytest.fixture
def serve(s3_proxy: S3Proxy, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Starts servers on one data folder, their artifacts in one bucket behind a proxy."""
    for name, value in s3_proxy.server.variables.items():
        monkeypatch.setenv(name, value)
    return lambda **settings: serving(tmp_path / "data", ARTIFACTS_URL=url, **settings)


def test_figures_are_in_the_bucket_and_the_answers_are_the_same(serve: Serve, moto: S3Server, tmp_path: Path) -> None:
    with serve() as server:
        key = server.new_key()
        (task,) = submit(server, key, 1, "Figure 1")
        wait_for_end(server, (task,))
    assert not (tmp_path / "data" / "artifacts").exists()
    with serve() as server, server.client(key) as api:  # which has put nothing of it
        assert api.get(f"/api/tasks/{task}").raise_for_status().json()["status"] == "completed"
        png = api.get(f"/api/tasks/{task}/image").raise_for_status()
        assert png.content.startswith(b"\x89PNG")
        part = api.get(f"/api/tasks/{task}/image", headers={"Range": "bytes=8-15"})
        assert (part.status_code, part.content) == (206, png.content[8:16])
        assert "damaged" not in api.get(f"/api/tasks/{task}").json()
        with server.admin as admin:
            (told,) = admin.get("/api/admin/keys").raise_for_status().json()
            assert list(obstore.list(moto.store(tmp_path.name), told["id"]))
            admin.delete(f"/api/admin/keys/{told['id']}").raise_for_status()
        assert list(obstore.list(moto.store(tmp_path.name), told["id"])) == []


def test_a_bucket_that_is_away_loses_nothing_and_its_return_needs_no_restart(serve: Serve, s3_proxy: S3Proxy) -> None:
    with serve() as server:
        key = server.new_key()
        (before,) = submit(server, key, 1, "Figure 1")
        wait_for_end(server, (before,))
        s3_proxy.spoil(refusing(403, "AccessDenied"))
        (meanwhile,) = submit(server, key, 1, "Figure 2")
        with server.client(key) as api:
            assert api.get(f"/api/tasks/{before}/image").status_code == 503
            for _ in patience(server):
                if any(request.startswith("PUT") for request in s3_proxy.requests[-20:]):
                    break
            assert api.get(f"/api/tasks/{meanwhile}").json()["status"] in {"pending", "running"}
            s3_proxy.heal()
            wait_for_end(server, (meanwhile,))
            for task in (before, meanwhile):
                assert api.get(f"/api/tasks/{task}/image").status_code == 200
        assert not any("test-secret-key" in line or "test-access-key" in line for line in server.lines)


def test_a_store_that_loses_a_put_costs_a_second_one(serve: Serve, s3_proxy: S3Proxy) -> None:
    def losing_blobs(passing: Passing) -> bool:
        return ".probe" not in passing.path and losing_puts(passing)

    with serve() as server:
        s3_proxy.spoil(losing_blobs, 3)
        key = server.new_key()
        (task,) = submit(server, key, 1, "Figure 1")
        wait_for_end(server, (task,))
        with server.client(key) as api:
            assert api.get(f"/api/tasks/{task}").json()["status"] == "completed"
            assert api.get(f"/api/tasks/{task}/image").status_code == 200
        assert any("confirmed bytes that it does not have" in line for line in server.lines)


def test_with_the_setting_pictures_are_downloaded_from_the_bucket(serve: Serve, s3_proxy: S3Proxy) -> None:
    with serve(ARTIFACTS_PRESIGNED="on") as server:
        key = server.new_key()
        (task,) = submit(server, key, 1, "Figure 1")
        wait_for_end(server, (task,))
        path = f"/api/tasks/{task}/image"
        with server.client(key) as api:
            answer = api.get(path)
            assert answer.status_code == 307
            assert answer.headers["location"].startswith(s3_proxy.server.endpoint)
            picture = httpx.get(answer.headers["location"])
            assert f'"{hashlib.sha256(picture.content).hexdigest()}"' == answer.headers["etag"]
            assert picture.headers["content-type"] == "image/png"
            svg = api.get(f"{path}?format=svg", follow_redirects=True)
            assert (svg.status_code, svg.headers["content-type"]) == (200, "image/svg+xml")
            assert svg.url.host == "127.0.0.1"
            assert "authorization" not in svg.request.headers
            assert api.get(f"{path}?format=mermaid").status_code == 200
        with Client(server.url, api_key=key) as client:
            assert client.picture(task) == picture.content


@pytest.mark.parametrize("lacking", [is_put, is_list])
def test_a_server_does_not_start_on_a_bucket_that_it_cannot_use(
    serve: Serve, s3_proxy: S3Proxy, lacking: Callable[[Passing], bool]
) -> None:
    s3_proxy.spoil(refusing(403, "AccessDenied", when=lacking))
    with pytest.raises(StartFailed, match="let these credentials get, put, delete and list there"), serve():
        pass


@pytest.mark.drill
def test_a_store_that_looks_at_signatures_serves_it_all(
    seaweed: S3Server, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in seaweed.variables.items():
        monkeypatch.setenv(name, value)
    with serving(tmp_path / "data", ARTIFACTS_URL=url, ARTIFACTS_PRESIGNED="on") as server:
        key = server.new_key()
        tasks = submit(server, key, 5, "Figure")
        wait_for_end(server, tasks)
        with Client(server.url, api_key=key) as client:
            assert all(client.picture(task, fmt).startswith(start) for task in tasks for fmt, start in STARTS.items())
        with server.client(key) as api:
            assert api.get("/api/ready").json()["checks"]["artifacts"] == "ok"
    done = run_module(
        "pb_http.cli.main", "verify", "--json", "--quiet", "--data-dir", tmp_path / "data", folder=tmp_path,
        **seaweed.variables, PAPERBANANA_ARTIFACTS_URL=url,
    )  # fmt: skip
    assert json.loads(done.stdout)["sound"]
