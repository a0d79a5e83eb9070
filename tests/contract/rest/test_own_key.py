import httpx


async def test_a_key_learns_what_it_has_left(api: httpx.AsyncClient) -> None:
    body = {"source_context": "An encoder feeds a decoder.", "caption": "Figure 1"}
    await api.post("/api/generate", json=body)

    answer = await api.get("/api/key")

    assert answer.status_code == 200
    assert answer.json() == {
        "name": "test",
        "quota_remaining": 9,
        "quota_total": 10,
        "total_used": 1,
        "cost_usd": 0.0,
    }


async def test_an_unlimited_key_has_no_quota(admin: httpx.AsyncClient) -> None:
    value = (await admin.post("/api/admin/keys", json={"name": "free"})).json()["key"]

    answer = await admin.get("/api/key", headers={"Authorization": f"Bearer {value}"})

    assert (answer.json()["quota_remaining"], answer.json()["quota_total"]) == (None, None)


async def test_strangers_and_administrators_are_refused(anonymous: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    assert (await anonymous.get("/api/key")).status_code == 401
    assert (await admin.get("/api/key")).status_code == 401
