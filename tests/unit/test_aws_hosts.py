"""Which hosts a secret may be sent to."""

import pytest

from cognito_user_import.aws.hosts import endpoint_override, is_s3


@pytest.mark.parametrize(
    "host",
    [
        "aws-cognito-idp-user-import-fra.s3.eu-central-1.amazonaws.com",
        "aws-cognito-idp-user-import-pdx.s3.amazonaws.com",
        "aws-cognito-idp-user-import-fra.s3-eu-central-1.amazonaws.com",
        "bucket.s3.dualstack.eu-central-1.amazonaws.com",
        "bucket.with.dots.s3.eu-central-1.amazonaws.com",
        "bucket.s3-fips.us-gov-west-1.amazonaws.com",
        "bucket.s3.us-gov-west-1.amazonaws.com",
        "bucket.s3.eusc-de-east-1.amazonaws.eu",
        "s3.eu-central-1.amazonaws.com",
    ],
)
@pytest.mark.parametrize("port", [None, 443])
def test_amazon_s3_has_many_hosts(host: str, port: int | None) -> None:
    """Of the partitions that have Cognito: aws, aws-us-gov and aws-eusc."""
    assert is_s3(host, port)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "amazonaws.com",
        "s3.example",
        "bucket.s3.amazonaws.com.attacker.example",
        "bucket.s3.attackeramazonaws.com",
        "bucket.s3.amazonaws.company",
        "bucket.s3.amazonaws.de",
        "bucket.s3.cn-north-1.amazonaws.com.cn",
        "attackers3.eu-central-1.amazonaws.com",
        "attacker-s3.eu-central-1.amazonaws.com",
        "bucket.s3attacker.eu-central-1.amazonaws.com",
        "api.execute-api.eu-central-1.amazonaws.com",
        "ec2-203-0-113-25.eu-central-1.compute.amazonaws.com",
        "bucket.s3.eu-central-1.amazonaws.com\n",
        "bucket.s3.eu-central-1.amazonaws.com.",
        "bucket.s3.\uff45u-central-1.amazonaws.com",
        "127.0.0.1",
        "169.254.169.254",
        "localhost",
    ],
)
def test_other_hosts_are_not_amazon_s3s(host: str) -> None:
    """However they look."""
    assert not is_s3(host, None)


@pytest.mark.parametrize("port", [80, 8443, 0])
def test_another_port_is_not_amazon_s3s(port: int) -> None:
    """S3 has one."""
    assert not is_s3("bucket.s3.eu-central-1.amazonaws.com", port)


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("", None),
        ("https://127.0.0.1:4566", ("127.0.0.1", 4566)),
        ("https://aws.example", ("aws.example", None)),
        ("no-url", None),
    ],
)
def test_the_sdks_endpoint_is_known_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, expected: tuple[str, int | None] | None
) -> None:
    """AWS_ENDPOINT_URL, which the function's configuration sets."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert endpoint_override() == expected


@pytest.mark.parametrize(
    ("host", "port", "expected"),
    [
        ("127.0.0.1", 4566, True),
        ("127.0.0.1", 4567, False),
        ("127.0.0.1", None, False),
        ("localhost", 4566, False),
        ("bucket.s3.eu-central-1.amazonaws.com", None, True),
    ],
)
def test_the_sdks_endpoint_is_taken_for_amazon_s3(
    monkeypatch: pytest.MonkeyPatch, host: str, port: int | None, expected: bool
) -> None:
    """Host and port, beside S3's own."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://127.0.0.1:4566")
    assert is_s3(host, port) is expected
