"""Makes the environment of each peer, once, from its pinned packages."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys

from benchmarks.peers.peer import ENVIRONMENTS, PEERS, Peer


def made(peer: Peer) -> str | None:
    """Make a peer's environment if it is not there yet.

    Args:
        peer: the system; for Newsdesk there is nothing to make.

    Returns:
        None if it can be run, else why it cannot, in a sentence.
    """
    if peer.ours:
        return None
    if peer.lacking:
        return peer.lacking
    beside = next((one for one in PEERS if one.key == peer.model_runs_in), None)
    if beside is not None and (why := made(beside)):
        return f"Its model runs in the environment of {beside.name}. {why}"
    wanted = hashlib.sha256(peer.requirements.read_bytes()).hexdigest()
    stamp = ENVIRONMENTS / peer.key / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return None
    why = _installed(peer)
    if why is None:
        stamp.write_text(wanted, encoding="utf-8")
    return why


def _installed(peer: Peer) -> str | None:
    python = _found(peer.python) if peer.python else sys.executable
    if python is None:
        return f"It needs {peer.python}, and none that starts is on the PATH."
    for command in (
        [python, "-m", "venv", str(ENVIRONMENTS / peer.key)],
        [str(peer.interpreter), "-m", "pip", "install", "--quiet", "-r", str(peer.requirements)],
    ):
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            return f"It could not be installed: {(run.stderr.strip() or 'no reason given').splitlines()[-1]}"
    return None


def _found(command: str) -> str | None:
    """A Python on the PATH; what pyenv puts there for a version that is not chosen does not start."""
    path = shutil.which(command)
    if path is None or subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode:
        return None
    return path


def versions(peer: Peer) -> dict[str, str]:
    """Python and the packages that matter, as installed in a peer's environment."""
    names = (peer.package, "torch", "sentence-transformers", "onnxruntime")
    program = (
        "import platform, sys\nfrom importlib.metadata import PackageNotFoundError, version\n"
        "print('python', platform.python_version())\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n        print(name, version(name))\n"
        "    except PackageNotFoundError:\n        pass\n"
    )
    told = subprocess.run(
        [str(peer.interpreter), "-c", program, *names], capture_output=True, text=True, check=True
    )
    return dict(line.split(" ", 1) for line in told.stdout.splitlines())
