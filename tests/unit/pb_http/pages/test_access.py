"""Nobody sees a page or posts a form of another: sessions, tokens, origins and cookies."""

import pytest

from pb_adapters.server_state import ServerState
from pb_core.domain.billing import KeyChange
from pb_core.domain.rates import Rate
from pb_core.errors import StorageError
from pb_http.pages.access import path_within
from support.visitors import OWN, api_key_of, visiting


async def test_who_is_not_signed_in_is_sent_to_sign_in_and_back() -> None:
    async with visiting() as visitor:
        answer = await visitor.http.get("/studio/figures?before=abc")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/studio/sign-in?then=%2Fstudio%2Ffigures%3Fbefore%3Dabc"
        page = await visitor.http.get(answer.headers["location"])
        assert 'name="then" value="/studio/figures?before=abc"' in page.text


async def test_a_script_of_a_page_is_told_where_to_go() -> None:
    async with visiting() as visitor:
        answer = await visitor.http.get("/admin", headers={"HX-Request": "true"})
        assert answer.status_code == 204
        assert answer.headers["hx-redirect"] == "/admin/sign-in"


async def test_an_author_is_no_operator_and_the_other_way_round() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("studio", api_key_of(visitor.site))
        assert (await visitor.http.get("/studio")).status_code == 200
        token = visitor.http.cookies["pb_author"]
        visitor.http.cookies.set("pb_operator", token)
        assert (await visitor.http.get("/admin")).status_code == 303
        visitor.http.cookies.clear()
        await visitor.sign_in("admin", "adm")
        assert (await visitor.http.get("/admin")).status_code == 200
        visitor.http.cookies.set("pb_author", visitor.http.cookies["pb_operator"])
        assert (await visitor.http.get("/studio")).status_code == 303


@pytest.mark.parametrize("becomes", ["disabled", "deleted"])
async def test_a_key_that_is_gone_ends_its_sessions(becomes: str) -> None:
    async with visiting() as visitor:
        await visitor.sign_in("studio", api_key_of(visitor.site))
        (key,) = await visitor.site.keyring.list()
        if becomes == "disabled":
            await visitor.site.keyring.change(key.id, KeyChange(active=False))
        else:
            await visitor.site.keyring.remove(key.id)
        assert (await visitor.http.get("/studio")).headers["location"].startswith("/studio/sign-in")


async def test_the_key_is_never_in_a_page_or_cookie() -> None:
    async with visiting() as visitor:
        value = api_key_of(visitor.site)
        answer = await visitor.sign_in("studio", value)
        told = [answer, *[await visitor.http.get(path) for path in ("/studio", "/studio/figures", "/")]]
        assert all(value not in one.text + str(one.headers) for one in told)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://pb.test"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://pb.test.evil.example"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://[", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_form_of_another_server_is_refused(headers: dict[str, str]) -> None:
    async with visiting() as visitor:
        assert (await visitor.http.post("/admin/sign-in", data={"key": "adm"}, headers=headers)).status_code == 403
        await visitor.sign_in("admin", "adm")
        token = await visitor.token("/admin")
        refused = await visitor.http.post("/admin/sign-out", data={"csrf": token}, headers=headers)
        assert refused.status_code == 403
        assert (await visitor.http.get("/admin")).status_code == 200


async def test_a_form_without_any_word_on_its_origin_is_refused() -> None:
    async with visiting() as visitor:
        for name in OWN:
            del visitor.http.headers[name]
        assert (await visitor.sign_in("admin", "adm")).status_code == 403


async def test_nothing_is_read_of_a_form_that_a_stranger_sends() -> None:
    async with visiting() as visitor:
        for part in ("admin", "studio"):
            answer = await visitor.http.post(f"/{part}/sign-out", content=b"no form at all")
            assert answer.status_code == 403


@pytest.mark.parametrize("host", ["pb.test:99999", "[::::]"])
async def test_a_host_that_cannot_be_is_answered_all_the_same(host: str) -> None:
    async with visiting() as visitor:
        assert (await visitor.http.get("/", headers={"Host": host})).status_code == 200
        assert (await visitor.http.get("/studio", headers={"Host": host})).status_code == 303
        assert (await visitor.http.get("/studio/lost", headers={"Host": host})).status_code == 404


async def test_forms_count_under_the_rate_of_their_key_and_pages_do_not() -> None:
    async with visiting(rate_by_key=Rate(2, 60)) as visitor:
        await visitor.sign_in("studio", api_key_of(visitor.site))
        statuses = [(await visitor.post("/studio/new/diagram", "/studio/new/diagram")).status_code for _ in range(3)]
        assert statuses == [422, 422, 429]
        assert (await visitor.http.get("/studio/figures")).status_code == 200


@pytest.mark.parametrize("token", ["", "forged", "é"])
async def test_a_form_without_the_token_of_its_session_is_refused(token: str) -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        answer = await visitor.http.post("/admin/sign-out", data={"csrf": token})
        assert answer.status_code == 403
        assert "of another session" in answer.text
        assert (await visitor.http.get("/admin")).status_code == 200


async def test_a_form_of_a_session_that_is_over_is_refused() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        old = await visitor.token("/admin")
        await visitor.sign_in("admin", "adm")
        assert (await visitor.http.post("/admin/sign-out", data={"csrf": old})).status_code == 403


async def test_behind_tls_the_cookie_is_bound_to_the_host() -> None:
    async with visiting() as visitor:
        headers = {"Origin": "https://pb.test"}
        answer = await visitor.http.post("https://pb.test/admin/sign-in", data={"key": "adm"}, headers=headers)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-pb_operator=")
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "Path=/" in cookie


async def test_a_cookie_is_secure_where_the_public_address_is_however_the_proxy_calls() -> None:
    async with visiting(public_url="https://pb.test/") as visitor:
        answer = await visitor.http.post(
            "/admin/sign-in", data={"key": "adm"}, headers={"Origin": "https://pb.test", "Host": "pb.test"}
        )
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-pb_operator=")
        assert "Secure" in cookie
    async with visiting(public_url="http://pb.test") as visitor:
        assert "Secure" not in (await visitor.sign_in("admin", "adm")).headers["set-cookie"]


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1:8001", "pb_author_8001"),
        ("[::1]:8001", "pb_author_8001"),
        ("pb.test:80", "pb_author"),
        ("pb.test", "pb_author"),
        ("[::8001]", "pb_author"),
    ],
)
async def test_two_servers_of_one_host_have_cookies_of_their_own(host: str, name: str) -> None:
    async with visiting() as visitor:
        headers = {"Host": host, "Origin": f"http://{host}"}
        answer = await visitor.http.post("/studio/sign-in", data={"key": api_key_of(visitor.site)}, headers=headers)
        kept, _, token = answer.headers["set-cookie"].partition(";")[0].partition("=")
        assert kept == name
        visitor.http.cookies.clear()
        cookies = {"Cookie": f"pb_author_8002=of-another; {name}={token}"}
        assert (await visitor.http.get("/studio", headers=headers | cookies)).status_code == 200
        assert (await visitor.http.get("/studio", headers={**cookies, "Host": "pb.test:8003"})).status_code == 303


class AwayState:
    """Counts and sessions that cannot be reached."""

    async def take(self, *_: object) -> None:
        raise StorageError("the database is away")

    find = claim = leave = open = end = take


AWAY = ServerState(
    rate_limits=AwayState(), sessions=AwayState(), uploads=AwayState(), check_runs=AwayState(), outages=AwayState()
)


async def test_nobody_is_let_in_while_it_cannot_be_told_who_is_signed_in() -> None:
    async with visiting(state=AWAY) as visitor:
        visitor.http.cookies.set("pb_operator", "token")
        for answer in (
            await visitor.http.get("/admin"),
            await visitor.http.get("/admin/lost"),
            await visitor.http.post("/admin/sign-out", data={"csrf": ""}),
            await visitor.sign_in("admin", "adm"),
        ):
            assert answer.status_code in {404, 503}
            assert answer.status_code == 404 or "cannot use its store now" in answer.text


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("/studio/figures?before=1", "/studio/figures?before=1"),
        ("", "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/studio\r\nSet-Cookie: a=b", "/"),
        ("/studio/ä", "/"),  # no header holds it
    ],
)
def test_a_form_sends_its_reader_to_pages_of_this_server_only(given: str, taken: str) -> None:
    assert path_within(given, "/") == taken
