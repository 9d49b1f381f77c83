"""What the documents say is there: every command, every link, every example."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

import masdar
from masdar.cli import build
from masdar.store.tables import metadata

ROOT = Path(__file__).parents[2]


def commands() -> list[tuple[str, str]]:
    """Every command as it is typed, with its help."""

    def below(prefix: str, group: Any) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for name, command in group.commands.items():
            typed = f"{prefix} {name}"
            found += below(typed, command) if hasattr(command, "commands") else [(typed, command.help or "")]
        return found

    return below("masdar", typer.main.get_command(build()))


@pytest.mark.parametrize("typed", [typed for typed, _ in commands()])
def test_every_command_is_in_the_docs(typed: str) -> None:
    assert f"`{typed}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("typed", "help_text"), commands(), ids=[typed for typed, _ in commands()])
def test_every_command_has_help_with_an_example(typed: str, help_text: str) -> None:
    assert re.search(rf"Example:\s+{re.escape(typed)}", help_text)


def test_the_documents_link_to_files_that_are_there() -> None:
    missing = []
    for document in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text(encoding="utf-8")):
            if not (document.parent / target).exists():
                missing.append(f"{document.name}: {target}")
    assert not missing


def test_the_data_model_names_every_table() -> None:
    text = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    assert [name for name in metadata.tables if f"`{name}`" not in text] == []


def test_the_readme_shows_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"^make (\w+)", readme, flags=re.MULTILINE):
        assert re.search(rf"^{command}:", makefile, flags=re.MULTILINE)
    assert "make demo" in readme
    assert "make test" in readme


def test_the_examples_of_the_public_functions_are_true() -> None:
    assert doctest.testmod(masdar, extraglobs={"masdar": masdar}).failed == 0
