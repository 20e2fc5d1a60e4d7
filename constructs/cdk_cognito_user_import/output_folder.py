"""The folder that the CDK CLI publishes from."""

from pathlib import Path

from aws_cdk import Stage
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct


def output_folder(scope: Construct) -> Path:
    """Return the app's output folder, which the CDK CLI may read after this process ends."""
    return Path(_stage(scope).asset_outdir)


def staged_path(asset: s3_assets.Asset) -> Path:
    """Return the path of the copy that the CDK CLI publishes."""
    return Path(_stage(asset).outdir, asset.asset_path)


def _stage(scope: Construct) -> Stage:
    stage = Stage.of(scope)
    if stage is None:
        raise ValueError(f"{scope.node.path} must be in an App or a Stage. Received: neither")
    return stage
