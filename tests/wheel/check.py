"""Builds the wheel, installs it into an empty environment outside the checkout, and follows the
README there: a new Wagtail site, its lines, its commands. Run by ``script/lint``."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WANTED = [
    "fixtures/policy_en.txt",
    "fixtures/policy_ja.txt",
    "migrations/0001_initial.py",
    "py.typed",
    "static/kasuhara_plugin/admin.css",
    "static/shop_contact/print.css",
    "static/shop_contact/public.css",
    "templates/kasuhara_plugin/admin/record.html",
    "templates/kasuhara_plugin/policy_page.html",
]
VISIT = """
from django.test import Client
from kasuhara_plugin.models import PolicyPage, Inquiry
page = PolicyPage.objects.get()
answer = Client().get(page.url)
assert answer.status_code == 200, answer
assert answer.content.decode().count("<h2") == 12
assert 'id="s6-4-b"' in answer.content.decode()
form = {"name": "a", "email": "a@example.jp", "subject": "b", "body": "c"}
answer = Client().post("/support/inquiry/", form, follow=True)
assert answer.status_code == 200 and Inquiry.objects.get().number in answer.content.decode()
"""


def main() -> None:
    shutil.rmtree(ROOT / "build", ignore_errors=True)  # a stale file there would enter the wheel
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        wheel = build(place)
        check_content(wheel)
        python = install(place, wheel)
        host = make_host(place, python)
        for command in lines_of("commands", "sh"):
            run(python, *shlex.split(command)[1:], at=host)
        run(python, "manage.py", "check", at=host)
        run(
            python,
            "manage.py",
            "makemigrations",
            "--check",
            "--dry-run",
            "kasuhara_plugin",
            at=host,
        )
        run(python, "manage.py", "shell", "-c", VISIT, at=host)
    print("The wheel installs, migrates, renders and loads its fixtures.")


def build(place: Path) -> Path:
    run(Path(sys.executable), "-m", "build", "--wheel", "--outdir", str(place), str(ROOT), at=place)
    return next(place.glob("*.whl"))


def check_content(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    missing = [name for name in WANTED if f"kasuhara_plugin/{name}" not in names]
    foreign = [name for name in names if not name.startswith("kasuhara_plugin")]
    if missing or foreign:
        sys.exit(f"The wheel lacks {missing} and should not hold {foreign}.")


def install(place: Path, wheel: Path) -> Path:
    venv.create(place / "venv", with_pip=True)
    python = place / "venv" / "bin" / "python"
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        str(wheel),
        at=place,
    )
    return python


def make_host(place: Path, python: Path) -> Path:
    """Wagtail's own new site, with the lines of the README."""
    host = place / "host"
    host.mkdir()
    run(python.with_name("wagtail"), "start", "newshop", str(host), at=place)
    append(host / "newshop/settings/base.py", lines_of("settings", "python"))
    append(host / "newshop/urls.py", lines_of("urls", "python"))
    return host


def append(file: Path, lines: list[str]) -> None:
    file.write_text("\n".join([file.read_text(), *lines, ""]))


def lines_of(step: str, language: str) -> list[str]:
    """The lines of one install step, as the README gives them."""
    readme = (ROOT / "README.md").read_text()
    found = re.search(rf"<!-- install: {step} -->\n```{language}\n(.*?)```", readme, re.DOTALL)
    if not found:
        sys.exit(f"README.md has no install step {step!r}.")
    return found[1].splitlines()


def run(program: Path, *words: str, at: Path) -> None:
    clean = {name: os.environ[name] for name in os.environ if name not in ("PYTHONPATH", "DEBUG")}
    done = subprocess.run(
        [program, *words], cwd=at, env=clean, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{program.name} {' '.join(words)}\n{done.stdout}\n{done.stderr}")


if __name__ == "__main__":
    main()
