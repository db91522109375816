"""What the tooling tests look for in source files."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dev import ROOT

PACKAGES = tuple(sorted(marker.parent.name for marker in ROOT.glob("*/py.typed")))

POSIX_MODULES = set("curses fcntl grp posix pty pwd readline resource syslog termios tty".split())  # noqa: SIM905
POSIX_CALLS = {
    "os": set(
        "chown fork forkpty getegid geteuid getgid getloadavg getpgid getuid killpg mkfifo nice "  # noqa: SIM905
        "register_at_fork sched_getaffinity sched_setaffinity setpgid setpgrp setsid statvfs uname wait "
        "waitid popen system".split()
    ),
    "signal": set("SIGALRM SIGCHLD SIGHUP SIGKILL SIGQUIT SIGUSR1 SIGUSR2 alarm pause setitimer".split()),  # noqa: SIM905
    "time": {"tzset"},
}
POSIX_METHODS = {"add_signal_handler", "set_blocking"}
POSIX_ARGUMENTS = {"preexec_fn", "start_new_session", "process_group"}
STARTS_PROCESSES = {"get_context", "set_start_method"}
MACHINE_FOLDERS = ("/tmp", "/var/", "/etc/", "/dev/", "/proc/", "/usr/")  # noqa: S108


def git(*words: str) -> list[str]:
    """Return the NUL-separated answer of a git command in the checkout."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True)
    return [name for name in done.stdout.decode().split("\0") if name]


def product_files() -> list[Path]:
    """List the Python files of the nine packages."""
    return [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]


def parse(path: Path) -> ast.Module:
    """Read a source file as a syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def posix_only(tree: ast.Module) -> Iterator[str]:
    """Yield ``line: what`` for everything that does not exist, or means something else, on Windows."""
    for node in ast.walk(tree):
        for what in found_in(node):
            yield f"{getattr(node, 'lineno', 0)}: {what}"


def found_in(node: ast.AST) -> Iterator[str]:
    """Yield what one node has against it."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.split(".")[0] in POSIX_MODULES)
    elif isinstance(node, ast.ImportFrom):
        yield from from_import(node)
    elif isinstance(node, ast.Attribute):
        yield from attribute(node)
    elif isinstance(node, ast.Call):
        yield from call(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (repr(node.value) for folder in MACHINE_FOLDERS if node.value.startswith(folder))


def from_import(node: ast.ImportFrom) -> Iterator[str]:
    """Yield the POSIX-only names that a ``from ... import`` brings in."""
    module = node.module or ""
    if module.split(".")[0] in POSIX_MODULES:
        yield module
    yield from (f"{module}.{one.name}" for one in node.names if one.name in POSIX_CALLS.get(module, ()))


def attribute(node: ast.Attribute) -> Iterator[str]:
    """Yield an attribute such as ``os.fork``; ``getattr(signal, "SIGKILL", ...)`` is the way round."""
    owner = node.value.id if isinstance(node.value, ast.Name) else ""
    if node.attr in POSIX_CALLS.get(owner, ()) or node.attr in POSIX_METHODS:
        yield f"{owner}.{node.attr}"


def call(node: ast.Call) -> Iterator[str]:
    """Yield calls through a shell, with POSIX-only arguments, or that ask for forked processes."""
    for word in node.keywords:
        is_true = isinstance(word.value, ast.Constant) and word.value.value is True
        if word.arg in POSIX_ARGUMENTS or (word.arg == "shell" and is_true):
            yield f"{word.arg}="
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    methods = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    if name in STARTS_PROCESSES and {"fork", "forkserver"} & set(methods):
        yield f"{name}({methods[0]!r})"


def long_functions(tree: ast.Module, limit: int) -> Iterator[str]:
    """Yield functions whose body, the docstring not counted, has more lines than the limit."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if length > limit:
                yield f"{node.lineno}: {node.name} has {length} lines"


def imported_roots(tree: ast.Module) -> set[str]:
    """Return the top-level names of everything a module imports."""
    roots: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            roots.add(node.module.split(".")[0])
    return roots
