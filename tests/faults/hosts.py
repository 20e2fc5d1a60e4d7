"""Faults of the ResponseURL's host."""

from cognito_user_import.errors import InvalidEventError
from tests.faults.catalogue import fault_for_each
from tests.faults.lab import Lab

_BUCKET = "cloudformation-custom-resource-response-"
_REAL = f"{_BUCKET}eucentral1.s3.eu-central-1.amazonaws.com"


@fault_for_each(
    {
        "not CloudFormation's": "https://attacker.example/?planted-signature",
        "a stranger's bucket with a similar name": (
            f"https://{_BUCKET}attacker.s3.amazonaws.com/?planted-signature"
        ),
        "CloudFormation's in another Region": (
            f"https://{_BUCKET}useast1.s3.amazonaws.com/?planted-signature"
        ),
        "a bucket of somebody": "https://bucket.s3.amazonaws.com/?planted-signature",
        "http": f"http://{_REAL}/?planted-signature",
        "with user information": f"https://user:planted-signature@{_REAL}/",
        "loopback": "https://127.0.0.1/?planted-signature",
        "loopback in IPv6": "https://[::1]/?planted-signature",
        "the instance metadata": "https://169.254.169.254/?planted-signature",
        "with a line break": f"https://{_REAL}/\r\nHost: attacker.example",
        "CloudFormation's as a prefix": f"https://{_REAL}.attacker.example/?planted-signature",
        "on a domain that ends in the same letters": (
            f"https://{_BUCKET}eucentral1.s3.eu-central-1.attackeramazonaws.com/?planted-signature"
        ),
        "on another port": f"https://{_REAL}:8443/?planted-signature",
    }
)
def response_url_is(lab: Lab, case: str) -> str:
    """A ResponseURL that is {}."""
    event = {**lab.request("Create"), "ResponseURL": case}
    lab.unanswerable = True
    error = lab.attempt(event)
    assert isinstance(error, InvalidEventError)
    assert isinstance(lab.fail_over(event, error), InvalidEventError)
    assert (lab.cognito.calls, lab.server.bodies) == ([], [])
    return "refused by handler and responder before anything is done"
