import pytest

from pb_adapters.artifacts.bucket_address import BucketAddress, parse_bucket_address


@pytest.mark.parametrize(
    ("text", "address", "url"),
    [
        ("s3://figures", BucketAddress("figures"), "s3://figures"),
        ("s3://figures/", BucketAddress("figures"), "s3://figures"),
        ("s3://my.figures-1/lab/a_b", BucketAddress("my.figures-1", "lab/a_b"), "s3://my.figures-1/lab/a_b"),
        ("s3://figures/lab/", BucketAddress("figures", "lab"), "s3://figures/lab"),
    ],
)
def test_an_address_is_a_bucket_and_a_folder(text: str, address: BucketAddress, url: str) -> None:
    assert parse_bucket_address(text) == address
    assert address.url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "figures",
        "s3://",
        "s3://ab",
        "s3://Figures",
        "s3://figures//lab",
        "s3://figures/../lab",
        "s3://figures/a b",
        "s3://key:secret@figures/lab",
        "s3://figures/lab?region=eu",
        "https://figures.example.org",
        "file:///figures",
        "s3://figures/lab\n",
    ],
)
def test_anything_else_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="must be an address such as s3://bucket/prefix") as refused:
        parse_bucket_address(text)
    assert "secret@" not in str(refused.value)
