"""Makes pools in this process, without a server: for tests of thousands of files."""

from __future__ import annotations

import json
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cognito

from local_aws.pools import PoolKey

_ACCOUNT = "123456789012"
_REGION = "eu-central-1"


def make_pool(settings: dict[str, Any]) -> tuple[PoolKey, dict[str, Any]]:
    """Make a pool, and return its key and what DescribeUserPool says of it."""
    with request_scope(_ACCOUNT, _REGION):
        status, _, body = cognito._create_user_pool({"PoolName": "pool", **settings})
        assert status == 200, body
        pool_id = json.loads(body)["UserPool"]["Id"]
        described: dict[str, Any] = json.loads(
            cognito._describe_user_pool({"UserPoolId": pool_id})[2]
        )["UserPool"]
    return PoolKey(_ACCOUNT, _REGION, pool_id), described
