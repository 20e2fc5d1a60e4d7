"""An embedded AWS for tests and demonstrations, with Amazon Cognito's user import jobs.

ministack serves CloudFormation, Lambda, S3, IAM and the rest, with its authentication and
policies enforced. This package models the import operations. `guesses` has what AWS doesn't
document.
"""

from local_aws.calls import Call
from local_aws.faults import Failure, Faults
from local_aws.process import LocalAws

__all__ = ["Call", "Failure", "Faults", "LocalAws"]
