"""The resources of a stack as its template has them."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from weakref import WeakKeyDictionary

import jsii
from aws_cdk import BootstraplessSynthesizer, CfnResource, ISynthesisSession, Stack, cx_api

Resources = Mapping[str, Mapping[str, Any]]
"""The resources of a template by their logical IDs."""
_RENDERED: Final = WeakKeyDictionary[Stack, Resources]()
"""Rendering takes time, and each import looks."""


def rendered_properties(resource: CfnResource) -> Mapping[str, Any]:
    """Return the properties by their CloudFormation names, with overrides, without tokens.

    Call it when nothing changes the app anymore.
    """
    stack = Stack.of(resource)
    rendered = rendered_resources(stack)[stack.resolve(resource.logical_id)]
    properties: Mapping[str, Any] = rendered.get("Properties", {})
    return properties


def rendered_resources(stack: Stack) -> Resources:
    """Return all resources of a stack by their logical IDs."""
    if stack not in _RENDERED:
        with TemporaryDirectory() as folder:
            # A resource's attributes don't have what add_property_override sets. Only templates do.
            _TemplateWriter().write(stack, folder)
            template = json.loads(Path(folder, stack.template_file).read_text("utf-8"))
        _RENDERED[stack] = template["Resources"]
    return _RENDERED[stack]


def forget_rendered() -> None:
    """Render again, because this is another synth."""
    _RENDERED.clear()


class _TemplateWriter(BootstraplessSynthesizer):
    def write(self, stack: Stack, folder: str) -> None:
        self.bind(stack)
        session = _Session(cx_api.CloudAssemblyBuilder(folder))
        self._synthesize_template(session)  # type: ignore[arg-type] # jsii needs properties


@jsii.implements(ISynthesisSession)
class _Session:
    def __init__(self, assembly: cx_api.CloudAssemblyBuilder) -> None:
        self._assembly = assembly

    @property
    def assembly(self) -> cx_api.CloudAssemblyBuilder:
        return self._assembly

    @property
    def outdir(self) -> str:
        return self._assembly.outdir

    @property
    def validate_on_synth(self) -> bool | None:
        return False
