from pb_adapters.fakes.control import FakeProviders


def test_the_fixtures_give_one_server_with_nothing_counted(
    fake_server: FakeProviders, fake_providers: FakeProviders
) -> None:
    assert fake_providers is fake_server
    assert fake_providers.url.startswith("http://")
    assert not fake_providers.calls("kie")
