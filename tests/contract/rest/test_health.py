import httpx


async def test_health_needs_no_key_and_names_the_version(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/api/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": "0.1.0"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_health_answers_head_as_probes_ask(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.head("/api/health")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "application/json"


async def test_an_unknown_address_is_a_sentence(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/api/nothing")

    assert (answer.status_code, answer.json()) == (404, {"detail": "There is nothing at this address"})
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_wrong_method_is_a_sentence_and_names_the_right_ones(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.put("/api/health")

    assert (answer.status_code, answer.json()) == (405, {"detail": "PUT is not allowed here"})
    assert "GET" in answer.headers["allow"]
