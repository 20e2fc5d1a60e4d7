"""Which hosts a secret may be sent to."""

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError
from botocore.loaders import create_loader

from cognito_user_import.aws.hosts import endpoint_override, is_response_bucket, is_s3


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


PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "aws-eusc")


def regions() -> Iterator[tuple[str, str]]:
    """Yield botocore's Regions, each with its partition."""
    for partition in create_loader().load_data("partitions")["partitions"]:
        for region in partition["regions"]:
            if partition["id"] in PARTITIONS and not region.endswith("-global"):
                yield partition["id"], region


@pytest.fixture(scope="module")
def s3_endpoints() -> EndpointProvider:
    """Load the rules by which botocore chooses S3's hosts."""
    loader = create_loader()
    rules: dict[str, Any] = loader.load_service_model("s3", "endpoint-rule-set-1")
    return EndpointProvider(rules, loader.load_data("partitions"))


@pytest.mark.parametrize(("partition", "region"), list(regions()))
def test_all_endpoints_of_s3_lead_to_cloudformations_bucket(
    monkeypatch: pytest.MonkeyPatch, s3_endpoints: EndpointProvider, partition: str, region: str
) -> None:
    """A refused one would make each stack of the Region wait for an hour."""
    monkeypatch.setenv("AWS_REGION", region)
    bucket = f"cloudformation-custom-resource-response-{region.replace('-', '')}"
    hosts = set()
    for fips, dual_stack, other in itertools.product(
        (False, True), (False, True), ("", "Accelerate", "UseGlobalEndpoint")
    ):
        if other and (partition != "aws" or (region != "us-east-1" and other != "Accelerate")):
            continue
        flags = {"UseFIPS": fips, "UseDualStack": dual_stack, **({other: True} if other else {})}
        try:
            found = s3_endpoints.resolve_endpoint(Region=region, Bucket=bucket, **flags)
        except EndpointProviderError:  # The Region doesn't have this form.
            continue
        hosts.add(urlsplit(found.url).hostname or "")
    stack_id = f"arn:{partition}:cloudformation:{region}:111122223333:stack/Users/1"
    assert len(hosts) >= 2, hosts
    assert [host for host in hosts if not is_response_bucket(host, None, stack_id)] == []


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws", "us-east-1", "useast1.s3-external-1.amazonaws.com"),
        ("aws", "eu-west-1", "euwest1.s3.amazonaws.com"),
        ("aws", "us-west-2", "uswest2.s3-us-west-2.amazonaws.com"),
        ("aws-us-gov", "us-gov-west-1", "usgovwest1.s3-us-gov-west-1.amazonaws.com"),
        ("aws-us-gov", "us-gov-west-1", "usgovwest1.s3-fips-us-gov-west-1.amazonaws.com"),
    ],
)
def test_older_endpoints_of_s3_lead_to_cloudformations_bucket(
    monkeypatch: pytest.MonkeyPatch, partition: str, region: str, host: str
) -> None:
    """AWS documents them as legacy endpoints."""
    monkeypatch.setenv("AWS_REGION", region)
    assert leads_there(partition, region, host, 443)
    assert not leads_there(partition, region, host, 8443)


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws-us-gov", "us-gov-west-1", "usgovwest1.s3.amazonaws.com"),
        ("aws", "us-gov-west-1", "usgovwest1.s3.amazonaws.com"),
        ("aws-us-gov", "us-gov-west-1", "usgovwest1.s3.us-east-1.amazonaws.com"),
        ("aws", "us-west-2", "uswest2.s3-external-1.amazonaws.com"),
        ("aws", "us-west-2", "uswest2.s3.us-west-2.amazonaws.eu"),
        ("aws", "us-west-2", "uswest2.x.s3.us-west-2.amazonaws.com"),
        ("aws", "us-west-2", "uswest2.s3.us-west-2xamazonaws.com"),
        ("aws", "us-west-2", "uswest2.s3.us-west-2.amazonaws.com\n"),
    ],
)
def test_other_buckets_are_not_cloudformations(
    monkeypatch: pytest.MonkeyPatch, partition: str, region: str, host: str
) -> None:
    """Each partition has its own namespace for buckets, and the global endpoint is one's of aws."""
    monkeypatch.setenv("AWS_REGION", region)
    assert not leads_there(partition, region, host, None)


def leads_there(partition: str, region: str, host: str, port: int | None) -> bool:
    """Return whether CloudFormation's bucket for a stack is on this host."""
    stack_id = f"arn:{partition}:cloudformation:{region}:111122223333:stack/Users/1"
    return is_response_bucket(f"cloudformation-custom-resource-response-{host}", port, stack_id)
