"""What must hold of the repository as a whole."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import stance

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "stance").rglob("*.py"))
DATA_ONLY = {"corpus"}


def _functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _body_lines(function: ast.FunctionDef) -> int:
    documented = ast.get_docstring(function, clean=False)
    return (function.end_lineno or 0) - function.lineno + 1 - (documented.count("\n") + 1 if documented else 0)


def test_version_is_the_same_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_readme_is_at_most_160_lines():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 160


@pytest.mark.parametrize("name", ["README.md", *(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md"))])
def test_links_of_documents_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert ((ROOT / name).parent / target).exists(), target


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_files_and_functions_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert [f.name for f in _functions(path) if _body_lines(f) > 50] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_every_module_has_a_test_or_is_only_a_thin_command(path):
    relative = path.relative_to(ROOT / "src" / "stance")
    if relative.parts[0] in DATA_ONLY | {"commands"} or path.name in {"__init__.py", "__main__.py", "protocols.py"}:
        return
    mirrored = ROOT / "tests" / "unit" / relative.parent / f"test_{path.name}"
    assert mirrored.exists(), f"write {mirrored.relative_to(ROOT)}"


def test_public_names_are_sorted_and_there():
    assert list(stance.__all__) == sorted(stance.__all__)
    for name in stance.__all__:
        assert getattr(stance, name) is not None


def test_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = stance.nothing
