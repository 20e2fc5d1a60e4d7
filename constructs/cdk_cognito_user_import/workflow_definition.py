"""The state machine of a large import, in the Amazon States Language."""

from collections.abc import Mapping
from typing import Any, Final

from cdk_cognito_user_import.user_import_handler_options import CHECKS_AT_ONCE

State = dict[str, Any]

_EXECUTION: Final = "$$.Execution.Name"
_LONGEST_STEP: Final = 960
"""Seconds: a function's 15 minutes, and a minute."""
_LONGEST_EXECUTION: Final = 14 * 24 * 3600
"""Seconds. A state machine that was stopped within them can be redriven."""
_RETRIES: Final = [
    {
        # What passes by itself: for two hours on average, because an import takes a night.
        "ErrorEquals": [
            "Lambda.TooManyRequestsException",
            "Lambda.ServiceException",
            "Lambda.AWSLambdaException",
            "Lambda.SdkClientException",
            "Lambda.ClientExecutionTimeoutException",
            "PassingError",
        ],
        "IntervalSeconds": 5,
        "MaxAttempts": 50,
        "BackoffRate": 2,
        "MaxDelaySeconds": 300,
        "JitterStrategy": "FULL",
    },
    {
        "ErrorEquals": ["States.ALL"],
        "IntervalSeconds": 10,
        "MaxAttempts": 5,
        "BackoffRate": 2,
        "MaxDelaySeconds": 120,
    },
]


def workflow_definition(
    *,
    function_arn: str,
    report_bucket: str,
    properties: Mapping[str, str | None],
    part_limits: Mapping[str, int] | None,
) -> State:
    """Return the definition.

    Errors are data: a step that can't do its work returns a problem, which the next choice reads.
    A step that fails is repeated; if that doesn't help, its second state stores the problem.

    :param properties: Those of the custom resource of an import. None is left out.
    :param part_limits: ``Rows`` and ``Bytes`` of a part. Default: - those of an import job
    """
    given = {name: value for name, value in properties.items() if value is not None}
    limits = {"Limits": dict(part_limits)} if part_limits else {}

    def task(step: str, *, then: str, otherwise: str = "", **more: Any) -> State:
        execution = {"Execution.$": more.pop("execution", _EXECUTION)}
        state: State = {
            "Type": "Task",
            "Resource": function_arn,
            "TimeoutSeconds": _LONGEST_STEP,
            "Parameters": {
                "Step": step,
                **execution,
                "ReportBucket": report_bucket,
                "Properties": given,
                **limits,
                **more.pop("parameters", {}),
            },
            "Retry": _RETRIES,
            **more,
            "Next": then,
        }
        if otherwise:
            state["Catch"] = [
                {"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": otherwise}
            ]
        return state

    def of_part(step: str, *, then: str, otherwise: str = "", **parameters: str) -> State:
        return task(
            step,
            then=then,
            otherwise=otherwise,
            execution="$.Execution",
            parameters={"Part.$": "$.Part", **parameters},
            ResultPath="$.Job",
        )

    parts = {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSON"},
        "Parameters": {
            "Bucket": report_bucket,
            "Key.$": f"States.Format('executions/{{}}/parts.json', {_EXECUTION})",
        },
    }
    part_done = {"Type": "Pass", "Result": {}, "End": True}
    job_id = {"JobId.$": "$.Job.JobId"}
    check: State = {
        "Check a part": of_part("check", then="Part checked", otherwise="Record a failed check"),
        "Record a failed check": of_part("give-up-check", then="Part checked"),
        "Part checked": part_done,
    }
    imports: State = {
        "Begin a part": of_part("begin", then="Next?", otherwise="Record a failed part"),
        "Next?": {
            "Type": "Choice",
            "Choices": [
                _if("$.Job.Next", "WAIT", "Wait for the job"),
                _if("$.Job.Next", "AGAIN", "Wait for another job"),
                _if("$.Job.Next", "JUDGE", "Judge the job"),
            ],
            "Default": "Part done",
        },
        "Wait for the job": {
            "Type": "Wait",
            "SecondsPath": "$.Job.Seconds",
            "Next": "Look at the job",
        },
        "Look at the job": of_part(
            "look", then="Next?", otherwise="Record a failed part", **job_id
        ),
        "Wait for another job": {
            "Type": "Wait",
            "SecondsPath": "$.Job.Seconds",
            "Next": "Begin a part",
        },
        "Judge the job": of_part(
            "judge", then="Part done", otherwise="Record a failed part", **job_id
        ),
        "Record a failed part": of_part("give-up-part", then="Part done", **job_id),
        "Part done": part_done,
    }
    return {
        "Comment": "Imports users from a CSV file of any size into an Amazon Cognito user pool",
        "TimeoutSeconds": _LONGEST_EXECUTION,
        "StartAt": "Plan the parts",
        "States": {
            "Plan the parts": task(
                "plan", then="Is there a plan?", otherwise="Record a failed plan"
            ),
            "Record a failed plan": task("give-up-plan", then="Is there a plan?"),
            "Is there a plan?": _if_no_problem("Check the parts"),
            "Check the parts": _map(
                parts, check, "Check a part", then="Judge the file", at_once=CHECKS_AT_ONCE
            ),
            "Judge the file": task(
                "judge-file", then="Can it be imported?", otherwise="Record a failed check of all"
            ),
            "Record a failed check of all": task("give-up-judge-file", then="Can it be imported?"),
            "Can it be imported?": _if_no_problem("Import the parts"),
            "Import the parts": _map(parts, imports, "Begin a part", then="Summarize", at_once=1),
            "Summarize": task("summarize", then="Are all users imported?"),
            "Are all users imported?": {
                "Type": "Choice",
                "Choices": [_if("$.Status", "SUCCEEDED", "Imported")],
                "Default": "Not imported",
            },
            "Imported": {"Type": "Succeed"},
            "Not imported": {"Type": "Fail", "ErrorPath": "$.Status", "CausePath": "$.Problem"},
        },
    }


def _if(variable: str, value: str, then: str) -> State:
    return {"Variable": variable, "StringEquals": value, "Next": then}


def _if_no_problem(then: str) -> State:
    return {"Type": "Choice", "Choices": [_if("$.Problem", "", then)], "Default": "Summarize"}


def _map(reader: State, states: State, start: str, *, then: str, at_once: int) -> State:
    return {
        "Type": "Map",
        "ItemReader": reader,
        "ItemSelector": {
            "Execution.$": _EXECUTION,
            "Part.$": "$$.Map.Item.Value",
            "Job": {"JobId": ""},
        },
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": start,
            "States": states,
        },
        "MaxConcurrency": at_once,
        # What a part can't do, the next steps read from its result.
        "ToleratedFailurePercentage": 100.0,
        "ResultPath": None,
        "Next": then,
    }
