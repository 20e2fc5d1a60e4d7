"""The folder that the CDK CLI publishes from."""

from pathlib import Path

from aws_cdk import Stage
from constructs import Construct


def output_folder(scope: Construct) -> Path:
    """Return the app's output folder, which the CDK CLI may read after this process ends."""
    stage = Stage.of(scope)
    if stage is None:
        raise ValueError(f"{scope.node.path} must be in an App or a Stage. Received: neither")
    return Path(stage.asset_outdir)
