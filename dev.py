"""One command for everything: ``python3 dev.py demo`` to look, ``python3 dev.py test`` to check.

Only the standard library is needed to start. The first run makes the environment ``.venv`` beside this
file (uv is taken from the machine, or installed for this checkout alone); later runs find it and go on.
"""

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(
        f"全媒需要 Python 3.11 至 3.13，当前是 {sys.version.split()[0]}。\n"
        f"Quanmei needs Python 3.11 to 3.13; this is {sys.version.split()[0]}. Use another interpreter."
    )

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STATE = ROOT / ".quanmei-dev"
STAMP = ENVIRONMENT / "quanmei-stamp.json"
BIN, SUFFIX = ("Scripts", ".exe") if sys.platform == "win32" else ("bin", "")

# Minutes that each part of `dev.py test` may take on two cores. More is said loudly, but does not fail.
BUDGETS = {"set-up": 4, "check": 0.9, "unit": 3.1, "golden": 2, "browser": 4, "crash": 2, "studies": 3}
PARTS = list(BUDGETS)[1:]
# Folders of tests/ that are parts of their own; the experiments of the facts are studies.
APART = {"golden": ("golden",), "browser": ("browser",), "crash": ("crash",), "studies": ("studies", "facts")}
# Parts whose files two processes share out (each browser process has a sandbox of its own). The others use both cores
# by themselves.
SHARED_OUT = ("unit", "browser", "studies")
# A part that hangs is ended after this many budgets, so that a run always says what happened.
PATIENCE = 5
TOOK_TOO_LONG = 124
FOUND_NOTHING = 5  # pytest's exit code when no test was collected

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MAC_APPS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS_APPS = ("Google/Chrome", "Chromium", "Microsoft/Edge")
NO_CHROMIUM = """没有找到 Chromium、Chrome 或 Edge，浏览器测试不会运行。
请安装其中一个，或用环境变量 QUANMEI_CHROMIUM 指明路径。
No Chromium, Chrome or Edge found: browser tests are not run. Install one, or set QUANMEI_CHROMIUM.
  Debian/Ubuntu: sudo apt-get install chromium
  macOS:         brew install --cask chromium
  Windows:       winget install Google.Chrome"""
NO_FONT = """没有找到中文字体，截图里的汉字会是方框。
No Chinese font found: screenshots would show boxes.
  Debian/Ubuntu: sudo apt-get install fontconfig fonts-noto-cjk"""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one part of the test."""

    part: str
    result: str
    seconds: float = 0
    failed: bool = False
    counts: tuple[int, int, int] = (0, 0, 0)  # passed, failed, skipped


def say(text: str) -> None:
    """Print a line at once, so that it stands in order with what child processes print."""
    print(text, flush=True)


def run(command: list[str], *, env: dict[str, str] | None = None, minutes: float | None = None) -> int:
    """Run a command in the checkout and return its exit code, or TOOK_TOO_LONG."""
    limit = None if minutes is None else minutes * 60
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        say(f"ended after {minutes} minutes: {' '.join(command)}")
        return TOOK_TOO_LONG
    return done.returncode


# --- environment ---------------------------------------------------------------------------------------


def script(name: str) -> str:
    """Return a command of the environment, its interpreter included."""
    return str(ENVIRONMENT / BIN / f"{name}{SUFFIX}")


def works(command: list[str]) -> bool:
    """Tell whether a command starts and succeeds, without showing what it prints."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def find_uv() -> list[str]:
    """Return the command for uv: the machine's own, else one installed for this checkout alone."""
    private = [str(STATE / "uv" / BIN / f"python{SUFFIX}"), "-m"]
    known = ([shutil.which("uv") or "uv"], [sys.executable, "-m", "uv"], [*private, "uv"])
    working = next((command for command in known if works([*command, "--version"])), None)
    if working:
        return working
    say("正在安装 uv（只用于本目录）… Installing uv for this checkout alone …")
    try:
        venv.create(STATE / "uv", with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        sys.exit("This Python cannot make environments. Debian/Ubuntu: sudo apt-get install python3-venv")
    if run([*private, "pip", "install", "--quiet", "uv"]) != 0:
        sys.exit("uv 安装失败，请检查网络。uv could not be installed: is the package index reachable?")
    return [*private, "uv"]


def read_stamp() -> dict[str, str]:
    """Describe the environment that is there; empty if there is none or it was left half made."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def set_up(*groups: str) -> bool:
    """Make the environment if it is missing or outdated, and tell whether anything was done."""
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    wanted = {"ground": f"{sys.version} {ROOT}", "project": project, "groups": " ".join(groups)}
    present = read_stamp()
    same_ground = present.get("ground") == wanted["ground"]  # interpreter and place; scripts carry both
    # a developer's environment serves the demo too
    if same_ground and present["project"] == project and set(groups) <= set(present["groups"].split()):
        return False
    say("正在准备环境，第一次需要一两分钟… Setting up; the first time takes a minute or two …")
    uv = find_uv()
    make = [*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT)]
    if not same_ground and run(make) != 0:
        sys.exit("环境创建失败，见上。The environment could not be made, see above.")
    STAMP.unlink(missing_ok=True)
    # compiled once here: the first start is faster, and jieba's source warns while it is being compiled
    install = [
        *uv,
        "pip",
        "install",
        "--quiet",
        "--compile-bytecode",
        "--python",
        script("python"),
        "-e",
        ".",
    ]
    if run([*install, *(f"--group={group}" for group in groups)]) != 0:
        sys.exit("依赖安装失败，见上。The packages could not be installed, see above.")
    STAMP.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
    return True


def warm_up() -> int:
    """Compile the kernels once, so that no test and no first click waits for the compiler."""
    return run([script("python"), "-m", "quanmei.warm"]) if (ROOT / "quanmei/warm.py").exists() else 0


# --- browser and fonts ---------------------------------------------------------------------------------


def usual_places() -> list[Path]:
    """List where browsers are installed without being on the PATH."""
    if sys.platform == "darwin":
        tops = (Path("/Applications"), Path.home() / "Applications")
        return [top / f"{app}.app/Contents/MacOS/{app}" for top in tops for app in MAC_APPS]
    named = (os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"))
    found = [Path(top) / app / "Application" for top in named if top for app in WINDOWS_APPS]
    return [folder / name for folder in found for name in ("chrome.exe", "msedge.exe")]


def find_chromium() -> str | None:
    """Return the path of a Chromium-like browser, or None."""
    named = os.environ.get("QUANMEI_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    on_path = (shutil.which(name) for name in CHROMIUM_NAMES)
    elsewhere = (str(place) for place in usual_places() if place.exists())
    return next((place for place in (*on_path, *elsewhere) if place), None)


def has_chinese_font() -> bool:
    """Tell whether Chinese characters can be drawn; Windows and macOS always can."""
    if sys.platform != "linux":
        return True
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    return bool(
        subprocess.run([lister, ":lang=zh", "family"], capture_output=True, check=False).stdout.strip()
    )


def install_with_apt(packages: list[str]) -> None:
    """Install Debian packages, where the user is root and apt is there."""
    apt = shutil.which("apt-get")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not packages or apt is None or not is_root:
        return
    say(f"installing with apt-get: {' '.join(packages)} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if run([apt, "update", "-qq"], env=env) == 0:
        run([apt, "install", "-y", "-qq", "--no-install-recommends", *packages], env=env)


def prepare_browser() -> str | None:
    """Find (as root on Debian: install) Chromium and a Chinese font; say what is missing."""
    wanted = [] if find_chromium() or "QUANMEI_CHROMIUM" in os.environ else ["chromium"]
    install_with_apt(wanted + ([] if has_chinese_font() else ["fontconfig", "fonts-noto-cjk"]))
    chromium = find_chromium()
    if chromium is None:
        say(NO_CHROMIUM)
    if not has_chinese_font():
        say(NO_FONT)
    return chromium


def variables(chromium: str | None = None) -> dict[str, str]:
    """Return the environment variables that tools and tests see."""
    env = {**os.environ, "PYTHONUTF8": "1"}
    return {**env, "QUANMEI_CHROMIUM": chromium} if chromium else env


# --- the parts of the test -----------------------------------------------------------------------------


def check() -> int:
    """Run lint, format, types and import layers; return how many of them complain."""
    tools = {
        "lint": [script("ruff"), "check", "."],
        "format": [script("ruff"), "format", "--check", "."],
        "types": [script("pyright")],
        "import layers": [script("lint-imports"), "--no-logo"],
    }
    complaints = [name for name, command in tools.items() if run(command, env=variables()) != 0]
    say(f"check: {', '.join(complaints)} failed" if complaints else "check: all clean")
    return len(complaints)


def select(part: str) -> list[str]:
    """Return pytest's arguments for a part; nothing when it has no test yet."""
    if part in APART:
        folders = [folder for folder in APART[part] if any((ROOT / "tests" / folder).rglob("test_*.py"))]
        return [f"tests/{folder}" for folder in folders]
    packages = [str(each.parent.relative_to(ROOT)) for each in sorted(ROOT.glob("*/py.typed"))]
    return [
        "tests",
        *packages,
        "--doctest-modules",
        "--continue-on-collection-errors",
        *(f"--ignore=tests/{folder}" for folders in APART.values() for folder in folders),
    ]


def count(report: Path) -> tuple[int, int, int]:
    """Read passed, failed and skipped from pytest's report; zeros when pytest never wrote one."""
    if not report.exists():
        return (0, 0, 0)
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 - pytest wrote it just now
    total, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )
    return (total - failures - errors - skipped, failures + errors, skipped)


def run_part(part: str, chromium: str | None) -> Outcome:
    """Run one part and tell what became of it."""
    start = time.monotonic()
    if part == "check":
        complaints = check()
        result = f"{complaints} failed" if complaints else "passed"
        return Outcome(part=part, result=result, seconds=time.monotonic() - start, failed=complaints > 0)
    selection = select(part)
    if not selection:
        return Outcome(part=part, result="no tests yet")
    if part == "browser" and chromium is None:
        return Outcome(part=part, result="not run: no Chromium", failed=os.environ.get("CI") == "true")
    report = STATE / f"{part}.xml"
    report.unlink(missing_ok=True)
    words = ["-m", "pytest", "-q", "--durations=5", "--durations-min=2", f"--junitxml={report}", *selection]
    if part in SHARED_OUT:
        words += ["--numprocesses=2", "--dist=loadfile"]
    code = run([script("python"), *words], env=variables(chromium), minutes=BUDGETS[part] * PATIENCE)
    seconds = time.monotonic() - start
    if code == FOUND_NOTHING:
        return Outcome(part=part, result="no tests yet", seconds=seconds)
    passed, bad, skipped = count(report)
    # a part that broke off without a failed test still counts as one failure
    counts = (passed, max(bad, int(code != 0)), skipped)
    result = f"failed (exit {code})" if code else "passed"
    return Outcome(part=part, result=result, seconds=seconds, failed=code != 0, counts=counts)


def table(outcomes: list[Outcome]) -> str:
    """Draw what became of each part, its seconds and its budget."""
    lines = [f"{'part':<10}{'seconds':>9}{'budget':>9}  result"]
    for outcome in outcomes:
        budget = BUDGETS[outcome.part] * 60
        late = "   *** OVER BUDGET ***" if outcome.seconds > budget else ""
        lines.append(f"{outcome.part:<10}{outcome.seconds:>9.1f}{budget:>9}  {outcome.result}{late}")
    return "\n".join(lines)


# --- commands ------------------------------------------------------------------------------------------


def test(options: argparse.Namespace) -> int:
    """Set up and run the parts of the test in order; the last line counts the tests."""
    start = time.monotonic()
    set_up("dev")
    STATE.mkdir(exist_ok=True)
    chromium = prepare_browser()
    cold = warm_up() != 0
    result = "kernels did not compile" if cold else "passed"
    outcomes = [Outcome(part="set-up", result=result, seconds=time.monotonic() - start, failed=cold)]
    for part in (part for part in PARTS if part in options.only):
        say(f"\n--- {part} ---")
        outcomes.append(run_part(part, chromium))
    say(f"\n{table(outcomes)}\n")
    passed, bad, skipped = (sum(numbers) for numbers in zip(*(one.counts for one in outcomes), strict=True))
    say(f"{passed} passed, {bad} failed" + (f", {skipped} skipped" if skipped else ""))
    return int(any(outcome.failed for outcome in outcomes))


def demo(options: argparse.Namespace) -> int:
    """Start the demo; what stands after the command goes to it unchanged."""
    if set_up():
        say("正在编译内核，双核约两分钟，只此一次… Compiling the kernels: about two minutes, this once …")
        warm_up()
    # the demo owns the terminal: it may ask, and Ctrl-C ends it
    process = subprocess.Popen([script("quanmei"), "demo", *options.rest], cwd=ROOT)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the demo heard it too; it stops its processes first


def in_environment(options: argparse.Namespace) -> int:
    """Run a command that needs nothing but the developer's environment."""
    set_up("dev")
    python, rest = script("python"), options.rest
    if options.command == "check":
        return check()
    if options.command == "golden":
        return run([python, "-m", "tests.golden.make", *rest], env=variables())
    if options.command == "shots":
        return run([python, "-m", "tests.browser.shots", *rest], env=variables(prepare_browser()))
    if options.command == "studies":
        return run([python, "-m", "tests.studies.full", *rest], env=variables())
    if options.command == "bench":
        # a ratio more than a tenth below the stored one fails; `--fresh` measures again
        failed = run([python, "-m", "quanmei", "bench", "--peers", "--check", *rest], env=variables())
        files = [] if rest else sorted((ROOT / "benchmarks").glob("[!_]*.py"))
        return max((run([python, str(each)], env=variables()) for each in files), default=failed) or failed
    tests = [python, "-m", "pytest", "tests", "-m", "torture", *rest]
    return run(tests, env=variables(prepare_browser()))


COMMANDS = {
    "demo": (demo, "start the sandbox and open it in the browser (options go to `quanmei demo`)"),
    "test": (test, "run everything that must hold before a change is handed in"),
    "check": (in_environment, "lint, format, types and import layers"),
    "bench": (in_environment, "measure the speed beside peers; fails where it is worse than stored"),
    "golden": (in_environment, "make the golden digests anew; the changelog then says: Numbers change"),
    "torture": (in_environment, "run the long tests"),
    "shots": (in_environment, "take screenshots of every page in both languages and themes, to be looked at"),
    "studies": (
        in_environment,
        "play the ladder in full, store anchors and docs/studies/ladder.md (can be interrupted)",
    ),
}


def chosen_parts(text: str) -> list[str]:
    """Read the value of `--only`."""
    names = text.split(",")
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no part named {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return names


def main(words: list[str]) -> int:
    """Read the command line and carry it out."""
    parser = argparse.ArgumentParser(prog="dev.py", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, text) in COMMANDS.items():
        # `demo`, `bench` and the like hand their options on, `--help` included
        command = commands.add_parser(name, help=text, description=text, add_help=name in ("test", "check"))
        if name == "test":
            everything = ",".join(PARTS)
            command.add_argument("--only", type=chosen_parts, default=everything, help=f"out of {everything}")
    options, options.rest = parser.parse_known_args(words)
    if options.rest and options.command in ("test", "check"):
        parser.error(f"unknown: {' '.join(options.rest)}")
    return COMMANDS[options.command][0](options)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without Chinese still shows the English half
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
