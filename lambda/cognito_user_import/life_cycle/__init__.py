"""What CloudFormation's Create, Update, and Delete do to an import job."""
