"""The run-time side of cdk-cognito-user-import: what the Lambda function runs.

Needs the standard library, boto3 and crhelper only, and never imports aws_cdk. At synth the
constructs read the API's constraints from here, so that both sides know the same ones.
"""
