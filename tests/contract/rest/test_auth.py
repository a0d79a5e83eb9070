import httpx
import pytest

API = [
    ("POST", "/api/generate"),
    ("POST", "/api/generate-from-pdf"),
    ("POST", "/api/optimize-prompt"),
    ("GET", "/api/tasks/a1b2"),
    ("GET", "/api/tasks/a1b2/image"),
    ("HEAD", "/api/tasks/a1b2/image"),
]
ADMIN = [
    ("POST", "/api/admin/keys"),
    ("GET", "/api/admin/keys"),
    ("GET", "/api/admin/keys/pb_x"),
    ("PATCH", "/api/admin/keys/pb_x"),
    ("DELETE", "/api/admin/keys/pb_x"),
]
MALFORMED = ["", "Bearer", "Basic cGI6cGI=", "pb_x", "Bearer pb_unknown", "Bearer Bearer x", "Bearer \xe9"]


@pytest.mark.parametrize(("method", "path"), API + ADMIN)
@pytest.mark.parametrize("credential", [None, *MALFORMED])
async def test_without_a_known_credential_nothing_is_open(
    anonymous: httpx.AsyncClient, method: str, path: str, credential: str | None
) -> None:
    headers = {} if credential is None else {"Authorization": credential.encode("latin-1")}

    answer = await anonymous.request(method, path, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    if method != "HEAD":
        assert list(answer.json()) == ["detail"]


@pytest.mark.parametrize(("method", "path"), API)
async def test_an_admin_key_is_no_api_key(admin: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await admin.request(method, path)).status_code == 401


@pytest.mark.parametrize(("method", "path"), ADMIN)
async def test_an_api_key_is_no_admin_key(api: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await api.request(method, path)).status_code == 401


async def test_the_scheme_is_case_insensitive(anonymous: httpx.AsyncClient, key: str) -> None:
    answer = await anonymous.get("/api/tasks/none", headers={"Authorization": f"bearer {key}"})

    assert (answer.status_code, answer.json()) == (404, {"detail": "No such task"})


async def test_a_credential_sent_twice_is_refused(anonymous: httpx.AsyncClient, key: str) -> None:
    twice = [("Authorization", f"Bearer {key}")] * 2

    answer = await anonymous.get("/api/tasks/none", headers=twice)

    assert (answer.status_code, answer.json()) == (401, {"detail": "The Authorization header is given more than once"})


async def test_the_credential_is_checked_before_the_body(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.post("/api/generate", content=b"[" * 1000)

    assert answer.status_code == 401


async def test_a_disabled_key_is_forbidden_on_reads_too(
    api: httpx.AsyncClient, admin: httpx.AsyncClient, key: str
) -> None:
    await admin.patch(f"/api/admin/keys/{key}", json={"active": False})

    for method, path in API:
        answer = await api.request(method, path)
        assert answer.status_code == 403
    assert (await api.get("/api/tasks/none")).json() == {"detail": "This API key is disabled"}


async def test_a_deleted_key_is_unknown(api: httpx.AsyncClient, admin: httpx.AsyncClient, key: str) -> None:
    await admin.delete(f"/api/admin/keys/{key}")

    assert (await api.get("/api/tasks/none")).status_code == 401
