"""The house's own rules: the map is true, commands are documented, importing does nothing, locks hold no address."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "masdar"


def test_the_map_names_every_package_and_top_module() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = [path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    modules = [path.name for path in PACKAGE.glob("*.py") if path.name != "__init__.py"]
    missing = [name for name in (*(f"{room}/" for room in rooms), *modules) if name not in text]
    assert not missing, f"ARCHITECTURE.md does not name {missing}"


def test_the_map_names_no_module_that_is_gone() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawing = text.split("```")[1]
    named = set(re.findall(r"\b([a-z_]+\.py)\b", drawing)) - {"newspaper.py", "reading_laws.py"}
    there = {path.name for path in PACKAGE.rglob("*.py")}
    assert named <= there, f"ARCHITECTURE.md names modules that are not there: {sorted(named - there)}"


def test_the_import_rule_holds() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_importing_masdar_is_quick_and_loads_no_room() -> None:
    code = (
        "import sys, time; before = set(sys.modules); t = time.process_time(); import masdar;"
        "print(time.process_time() - t, [m for m in set(sys.modules) - before if m.startswith('masdar.')])"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)]
    seconds = min(float(run.stdout.split()[0]) for run in runs)
    assert seconds < 0.1
    assert runs[0].stdout.split(maxsplit=1)[1].strip() == "[]"


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_locks_pin_every_package_by_hash_and_hold_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(extra-)?index|--find-links|file:", text)
    pinned = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==\S+.*\\$", text, flags=re.MULTILINE)
    assert pinned
    assert len(pinned) <= text.count("--hash=sha256:")


def test_no_module_reads_environment_or_files_when_imported() -> None:
    reading = re.compile(
        r"^(?:[A-Za-z_][\w: \[\],|.]* = )?(?:os\.environ|open\(|Path\(.*\)\.(?:read|open)|files\()", re.MULTILINE
    )
    guilty = [str(path) for path in PACKAGE.rglob("*.py") if reading.search(path.read_text(encoding="utf-8"))]
    assert not guilty
