"""The IAM permissions that each command needs: for the documents, and for errors."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Permissions(NamedTuple):
    """The permissions of one command.

    :param always: Those that it always needs.
    :param more: Further ones, by when it needs them.
    """

    always: tuple[str, ...] = ()
    more: Mapping[str, tuple[str, ...]] = {}


_POOL: Final = ("cognito-idp:DescribeUserPool", "cognito-idp:GetCSVHeader")
_LIST: Final = "cognito-idp:ListUserImportJobs"
_LOOK: Final = "cognito-idp:DescribeUserImportJob"
_CREATE: Final = "cognito-idp:CreateUserImportJob"
_START: Final = "cognito-idp:StartUserImportJob"
_USERS: Final = "cognito-idp:ListUsers"
_NEW_ROLE: Final = ("iam:GetRole", "iam:CreateRole", "iam:GetRolePolicy", "iam:PutRolePolicy")
_STACK: Final = {
    "with `--stack`": ("cloudformation:ListStackResources", "cloudformation:DescribeStacks")
}
_SKIP: Final = {"without `--no-skip-existing`": (_USERS,)}
_LOG: Final = {"to name failed rows": ("cognito-idp:DescribeUserPool", "logs:FilterLogEvents")}
_MACHINE: Final = "states:DescribeStateMachine"
_EXECUTIONS: Final = "states:ListExecutions"
_START_IT: Final = "states:StartExecution"
_RESULT: Final = ("states:DescribeExecution", "s3:GetObject", "s3:ListBucket")
_PROGRESS: Final = (*_RESULT, _LIST)
_MACHINE_IN_STACK: Final = {"with `--stack`": ("cloudformation:ListStackResources",)}
_SOME_EXECUTION: Final = {"without `--execution`": (_EXECUTIONS,), **_MACHINE_IN_STACK}

PERMISSIONS: Final[Mapping[str, Permissions]] = {
    "header": Permissions(("cognito-idp:GetCSVHeader",)),
    "convert": Permissions((), {"with `--user-pool-id`": _POOL}),
    "check": Permissions((), {"with `--user-pool-id`": _POOL}),
    "explain": Permissions(),
    "upload": Permissions(
        (*_POOL, _LOOK, _START),
        {**_SKIP, "to name failed rows": ("logs:FilterLogEvents",), **_STACK},
    ),
    "run": Permissions(
        (*_POOL, _LIST, _CREATE, _LOOK, _START, "iam:PassRole"),
        {
            **_SKIP,
            "to name failed rows": ("logs:FilterLogEvents",),
            "with `--create-role`, if the role exists": ("iam:GetRole", "iam:GetRolePolicy"),
            "with `--create-role`, if it doesn't": _NEW_ROLE,
        },
    ),
    "start": Permissions((_LOOK, _START), {**_LOG, **_STACK}),
    "status": Permissions((_LOOK,), _STACK),
    "watch": Permissions((_LOOK,), {**_LOG, **_STACK}),
    "stop": Permissions((_LOOK, "cognito-idp:StopUserImportJob"), _STACK),
    "list": Permissions((_LIST,)),
    "failures": Permissions(
        (_LOOK,),
        {
            "if rows failed": ("cognito-idp:DescribeUserPool", "logs:FilterLogEvents"),
            "if the job read fewer rows than the file has": (
                *_POOL,
                "logs:FilterLogEvents",
                _USERS,
            ),
        },
    ),
    "export": Permissions((*_POOL, _USERS)),
    "subs": Permissions((*_POOL, _USERS)),
    "doctor": Permissions(
        (
            "sts:GetCallerIdentity",
            "cognito-idp:ListUserPools",
            _LIST,
            "iam:GetRole",
            "iam:SimulatePrincipalPolicy",
        ),
        {"with `--user-pool-id`": _POOL},
    ),
    "workflow run": Permissions((_MACHINE, _EXECUTIONS, _START_IT, *_PROGRESS), _MACHINE_IN_STACK),
    "workflow status": Permissions((_MACHINE, *_PROGRESS), _SOME_EXECUTION),
    "workflow watch": Permissions((_MACHINE, *_PROGRESS), _SOME_EXECUTION),
    "workflow stop": Permissions((_MACHINE, *_PROGRESS, "s3:PutObject"), _SOME_EXECUTION),
    "workflow report": Permissions((_MACHINE, *_RESULT), _SOME_EXECUTION),
    "completion": Permissions(),
}


def needed(command: str) -> str:
    """Return all permissions that a command may need, as a text; empty if it needs none."""
    always, more = PERMISSIONS.get(command, Permissions())
    return ", ".join(dict.fromkeys([*always, *(name for names in more.values() for name in names)]))
