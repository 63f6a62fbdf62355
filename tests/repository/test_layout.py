import re
import subprocess
from pathlib import Path

import pytest

from kasuhara_plugin.core.conf import PREFIX, defaults
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import clause_ids, numbered
from kasuhara_plugin.policy.shipped import TEXTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["migrations", "templates", "fixtures"])
def test_the_links_at_the_top_level_lead_into_the_package(name: str) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--stage", name], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert listed.stdout.startswith("120000 ")
    assert (ROOT / name).resolve() == ROOT / "kasuhara_plugin" / name
    assert any((ROOT / name).iterdir())


def code_of(readme: str) -> list[str]:
    """The code blocks without their comments, which speak the reader's language."""
    blocks = re.findall(r"```\w+\n(.*?)```", (ROOT / readme).read_text(), re.DOTALL)
    return [re.sub(r" *#.*", "", block) for block in blocks]


def test_the_two_readmes_give_the_same_lines_and_link_each_other() -> None:
    assert code_of("README.md") == code_of("README.ja.md")
    assert "(README.ja.md)" in (ROOT / "README.md").read_text()
    assert "(README.md)" in (ROOT / "README.ja.md").read_text()


def test_every_setting_stands_in_both_readmes() -> None:
    for readme in ("README.md", "README.ja.md"):
        listed = re.findall(rf"^\| `({PREFIX}\w+)`", (ROOT / readme).read_text(), re.MULTILINE)
        assert sorted(listed) == sorted(PREFIX + name for name in defaults)


def test_no_file_of_the_package_is_too_long_to_be_read_in_one_sitting() -> None:
    files = (ROOT / "kasuhara_plugin").rglob("*.py")
    long = [
        f.name
        for f in files
        if f.parent.name != "migrations" and len(f.read_text().splitlines()) > 300
    ]
    assert long == []


def test_the_pictures_of_the_readme_exist() -> None:
    for picture in re.findall(r"\((docs/pictures/[^)]+)\)", (ROOT / "README.md").read_text()):
        assert (ROOT / picture).stat().st_size > 5_000


def test_the_table_of_clauses_names_only_clauses_and_tests_that_exist() -> None:
    table = (ROOT / "docs/clauses.md").read_text()
    shipped = clause_ids(numbered(parse(TEXTS["ja"].read_bytes()).sections))
    listed = re.findall(r"^\| `(s[\w-]+)` \|", table, re.MULTILINE)
    assert set(listed) | {"s1", "s3", "s5", "s6"} == set(shipped)
    assert [
        name for name in re.findall(r"`(tests/[\w/]+\.py)`", table) if not (ROOT / name).exists()
    ] == []


def test_no_placeholder_was_left_in_a_readme() -> None:
    for readme in ("README.md", "README.ja.md"):
        assert not re.search(r"\b(TODO|TBD|[A-Z]+_MATRIX|MX)\b", (ROOT / readme).read_text())
