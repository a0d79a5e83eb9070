from datetime import timedelta
from pathlib import Path

import pytest

from pb_adapters.upstream.proxies import Proxies, proxies_of
from pb_http.settings import ProviderSettings, Settings, SettingsError, load, warnings, within
from pb_http.settings.limits import HttpSettings
from support.paths import CERTIFICATES

P = "PAPERBANANA_"


def test_nothing_set_gives_the_defaults() -> None:
    assert load({"HOME": "/root", "PATH": "/bin"}) == Settings()


def test_every_setting_is_read() -> None:
    settings = load(
        {
            P + "ADMIN_KEY": "secret",
            P + "DATA_DIR": "/data",
            P + "ARTIFACTS_URL": "s3://figures/lab/",
            P + "PUBLIC_URL": "https://figures.example.org/",
            P + "VLM_PROVIDER": "offline",
            P + "IMAGE_PROVIDER": "vector",
            P + "IMAGE_RESOLUTION": "4K",
            P + "CONCURRENCY": "8",
            P + "LEASE_SECONDS": "30",
            P + "GRACE_SECONDS": "45",
            P + "RUNNING_LIMIT": "2",
            P + "QUEUE_LIMIT": "50",
            P + "TASK_DEADLINE_SECONDS": "0",
            P + "WEBHOOK_RETRY_DELAYS": "1, 2,3",
            P + "WEBHOOK_TAIL": "true",
            P + "WEBHOOK_ALLOW_PRIVATE_NETWORKS": "true",
            P + "MAX_BODY_BYTES": "1048576",
            P + "CORS_ORIGINS": "https://a.example, https://b.example",
        }
    )

    assert settings == Settings(
        admin_key="secret",
        data_dir=Path("/data"),
        artifacts_url="s3://figures/lab",
        public_url="https://figures.example.org",
        providers=ProviderSettings(images_chosen=True),
        image_resolution="4K",
        concurrency=8,
        lease=timedelta(seconds=30),
        grace=timedelta(seconds=45),
        running_limit=2,
        queue_limit=50,
        deadline=timedelta(),
        webhook_retry_delays=(timedelta(seconds=1), timedelta(seconds=2), timedelta(seconds=3)),
        webhook_tail=True,
        webhook_allow_private_networks=True,
        http=HttpSettings(max_body_bytes=2**20),
        cors_origins=("https://a.example", "https://b.example"),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMIN_KEY", "with blank"),
        ("ADMIN_KEY", "schlüssel"),
        ("PUBLIC_URL", "example.org"),
        ("PUBLIC_URL", "https://u:p@example.org"),
        ("PUBLIC_URL", "https://example.org/?a=1"),
        ("VLM_PROVIDER", "gpt"),
        ("VLM_PROVIDER", "gemini"),
        ("IMAGE_PROVIDER", "kie_imagen"),
        ("IMAGE_RESOLUTION", "8K"),
        ("CONCURRENCY", "0"),
        ("CONCURRENCY", "-1"),
        ("CONCURRENCY", "four"),
        ("CONCURRENCY", "４"),
        ("LEASE_SECONDS", "0"),
        ("TASK_DEADLINE_SECONDS", "-1"),
        ("WEBHOOK_RETRY_DELAYS", "5,,60"),
        ("WEBHOOK_RETRY_DELAYS", "5,x"),
        ("WEBHOOK_TAIL", "day"),
        ("WEBHOOK_ALLOW_PRIVATE_NETWORKS", "perhaps"),
        ("MAX_BODY_BYTES", "12"),
        ("CORS_ORIGINS", "example.org"),
        ("DATABASE_URL", "mysql://localhost/pb"),
        ("DATABASE_LISTEN_URL", "postgres"),
        ("DATABASE_CONNECTIONS", "1"),
        ("ARTIFACTS_PRESIGNED", "true"),
        ("ARTIFACTS_URL", "https://bucket.example.org"),
        ("ARTIFACTS_URL", "s3://key:secret@bucket"),
    ],
)
def test_an_invalid_setting_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{P}{name}[ :]"):
        load({P + name: value})


def test_every_invalid_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"CONCURRENCY.*LEASE_SECONDS"):
        load({P + "CONCURRENCY": "x", P + "LEASE_SECONDS": "y"})


def test_what_is_done_in_a_folder_apart_touches_no_store_of_the_service(tmp_path: Path) -> None:
    settings = load({P + "DATA_DIR": "/data", P + "ARTIFACTS_URL": "s3://figures", P + "CONCURRENCY": "8"})
    assert within(settings, tmp_path) == Settings(data_dir=tmp_path, concurrency=8)


def test_pictures_are_downloaded_from_a_bucket_only_where_there_is_one() -> None:
    on = {P + "ARTIFACTS_PRESIGNED": "on"}
    assert warnings(load(on)) == (f"{P}ARTIFACTS_PRESIGNED has no effect without {P}ARTIFACTS_URL",)
    settings = load(on | {P + "ARTIFACTS_URL": "s3://figures"})
    assert (settings.artifacts_presigned, warnings(settings)) == (True, ())
    assert not Settings().artifacts_presigned


def test_a_blank_setting_counts_as_unset() -> None:
    assert load({P + "CONCURRENCY": "  ", P + "ADMIN_KEY": ""}) == Settings()


def test_an_unknown_name_is_reported_with_the_likely_one() -> None:
    (line,) = warnings(load({P + "CONCURENCY": "4"}))

    assert line == "PAPERBANANA_CONCURENCY is not a setting; did you mean PAPERBANANA_CONCURRENCY?"


def test_settings_of_clients_are_no_mistakes_of_a_server() -> None:
    assert warnings(load({P + "URL": "http://x", P + "API_KEY": "pb_x"})) == ()


def test_the_admin_key_is_in_no_representation() -> None:
    assert "planted-secret" not in repr(load({P + "ADMIN_KEY": "planted-secret"}))


def test_proxies_and_authorities_are_those_of_the_way_to_providers() -> None:
    bundle = str(CERTIFICATES / "authority.pem")
    proxied = {"HTTPS_PROXY": "http://user:secret@proxy.example:3128", "NO_PROXY": "a.example"}
    settings = load(proxied | {P + "CA_BUNDLE": bundle, "GEMINI_API_KEY": "key"})
    assert settings.providers.proxies == proxies_of(proxied)
    assert settings.providers.ca_bundle == CERTIFICATES / "authority.pem"
    assert "secret" not in repr(settings)


def test_a_wrong_proxy_stops_only_those_who_have_a_provider() -> None:
    wrong = {"HTTPS_PROXY": "socks5://user:secret@proxy.example"}
    assert load(wrong).providers.proxies == Proxies()
    with pytest.raises(SettingsError, match="HTTPS_PROXY names a proxy that speaks socks5") as refused:
        load(wrong | {"GEMINI_API_KEY": "key"})
    assert "secret" not in str(refused.value)
