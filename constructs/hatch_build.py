"""Takes from the project's root what this distribution shares with `cognito-user-import`."""

import re
import tomllib
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class SharedMetadata(MetadataHookInterface):
    """Gives both distributions one version, and lets this one need the other of that version.

    The exact pin keeps the Lambda asset from changing without the constructs' doing.
    """

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the dynamic fields."""
        if "version" in metadata:
            # In an sdist. Its PKG-INFO has everything but addresses that nobody has filled in.
            metadata["urls"] = {}
            return
        root = Path(self.root).parent
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        pin = f"{project['name']}=={project['version']}"
        metadata["version"] = project["version"]
        metadata["dependencies"] = [*self.config["dependencies"], pin]
        metadata["urls"] = project.get("urls", {})
        readme = (root / "README.md").read_text(encoding="utf-8")
        if repository := metadata["urls"].get("Repository"):
            readme = _absolute(readme, f"{repository.rstrip('/')}/blob/main/")
        metadata["readme"] = {"content-type": "text/markdown", "text": readme}


def _absolute(readme: str, folder: str) -> str:
    """Return the README with links that also work on another site, such as PyPI."""
    pictures = r'((?:!\[[^\]]*\]\(|src="|srcset="))(?!https:)([^)"]+)'
    readme = re.sub(pictures, rf"\1{folder}\2?raw=true", readme)
    return re.sub(r"(\]\()(?!https:|#)([^)]+)", rf"\1{folder}\2", readme)
