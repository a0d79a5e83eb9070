import pytest

from pb_http.routes.submissions import _unquoted
from support.site import BODY, Site


@pytest.mark.parametrize(
    ("key", "bare"),
    [(None, None), ("", ""), ('"', '"'), ('""', ""), ("a", "a"), ('"a"', "a"), ('"a', '"a'), ('"a"b"', 'a"b')],
)
def test_an_idempotency_key_is_taken_bare_or_quoted(key: str | None, bare: str | None) -> None:
    assert _unquoted(key) == bare


async def test_the_same_key_quoted_or_not_is_one_task(site: Site) -> None:
    answers = [await site.http.post("/api/generate", json=BODY, headers={"Idempotency-Key": k}) for k in ("a", '"a"')]

    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["location"] == f"http://pb.test/api/tasks/{answers[0].json()['task_id']}"
    assert answers[0].headers["retry-after"] == "3"


async def test_two_idempotency_keys_are_refused_and_nothing_is_charged(site: Site) -> None:
    twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]

    answer = await site.http.post("/api/generate", json=BODY, headers=twice)

    assert (answer.status_code, answer.json()["detail"]) == (400, "The header Idempotency-Key is given more than once")
    (key,) = await site.keyring.list()
    assert key.total_used == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("generate", BODY),
        ("optimize-prompt", {"description": "An encoder."}),
        ("plot", {"data_json": '{"a": [1, 2]}', "intent": "bars"}),
    ],
)
async def test_a_submission_is_accepted_with_what_was_ignored(site: Site, path: str, body: dict[str, str]) -> None:
    plain = (await site.http.post(f"/api/{path}", json=body)).json()
    warned = (await site.http.post(f"/api/{path}", json=body | {"captoin": "c"})).json()

    assert set(plain) == {"task_id", "status"}
    assert warned["warnings"][0].startswith("the unknown field 'captoin' was ignored")
