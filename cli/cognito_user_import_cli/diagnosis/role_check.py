"""Whether Cognito can use the role for the log of a job."""

from typing import Any, Final

from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.diagnosis.finding import Finding, bad, doubtful, good, looked
from cognito_user_import_cli.diagnosis.surroundings import PATIENCE
from cognito_user_import_cli.jobs.logs_role import LOG_ACTIONS, log_groups, require_trust, role_name

_ALLOWED: Final = "allowed"


def logs_role(aws: Aws, arn: str | None) -> Finding:
    """Return whether the role exists, Cognito can assume it, and it can write the log.

    :param arn: The role of an import; None for the one that `run --create-role` creates.
    """
    name = arn.rpartition("/")[2] if arn else role_name(aws.region)
    calls = aws.calls(f"role {name}", patience=PATIENCE)

    def look() -> Finding:
        try:
            answer: Any = calls("GetRole", lambda: aws.iam.get_role(RoleName=name))
        except ServiceError as error:
            if error.code != "NoSuchEntity":
                raise
            if arn is None:
                return good(
                    "logs role", "none yet. cognito-user-import run --create-role creates it"
                )
            return bad(
                "logs role",
                f"{arn} doesn't exist. Name another role, or let run --create-role create one.",
            )
        role = answer["Role"]
        has_conditions = require_trust(name, role["AssumeRolePolicyDocument"])
        condition = ", if the conditions of its trust policy hold," if has_conditions else ""
        return _rights(role["Arn"], condition)

    def _rights(role_arn: str, condition: str) -> Finding:
        resource = log_groups(role_arn, aws.region).replace("*", "userpools/doctor")
        answer: Any = calls(
            "SimulatePrincipalPolicy",
            lambda: aws.iam.simulate_principal_policy(
                PolicySourceArn=role_arn, ActionNames=[*LOG_ACTIONS], ResourceArns=[resource]
            ),
        )
        denied = [
            result["EvalActionName"]
            for result in answer["EvaluationResults"]
            if result["EvalDecision"] != _ALLOWED
        ]
        if denied:
            return doubtful(
                "logs role",
                f"By IAM's policy simulator, {role_arn} can't call {', '.join(denied)} on "
                f"{resource}. Allow these actions on /aws/cognito/* log groups.",
            )
        return good(
            "logs role", f"{role_arn} can be assumed by Cognito{condition} and can write its log"
        )

    return looked("logs role", "iam", look)
