"""Who may continue with a job that a deployment created."""

from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam

from cdk_cognito_user_import.job_attributes import JobAttributes


class JobGrants(JobAttributes):
    """Permissions on the jobs of a user pool. IAM knows no single job."""

    _user_pool: cognito.IUserPool

    def grant_start(self, grantee: iam.IGrantable) -> iam.Grant:
        """Allow a principal to start jobs of the pool, and to see their status and result.

        Only the creation of a job passes a role, so iam:PassRole isn't needed.
        """
        return self._grant(
            grantee, "cognito-idp:StartUserImportJob", "cognito-idp:DescribeUserImportJob"
        )

    def grant_describe(self, grantee: iam.IGrantable) -> iam.Grant:
        """Allow a principal to see the status and the result of jobs of the pool.

        The answer contains the pre-signed URL, so for 15 minutes, the principal can also upload.
        """
        return self._grant(grantee, "cognito-idp:DescribeUserImportJob")

    def _grant(self, grantee: iam.IGrantable, *actions: str) -> iam.Grant:
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=list(actions),
            resource_arns=[self._user_pool.user_pool_arn],
        )
