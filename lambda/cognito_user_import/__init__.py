"""The run-time side of cdk-cognito-user-import: the code that the Lambda function runs.

It needs only the standard library, boto3, and crhelper, and never imports aws_cdk. The constructs
read the API's constraints from here at synth, so both sides apply the same ones.
"""
