"""One set of migrations fits Wagtail 7.4 and 8.0, and any base page of the host."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

import kasuhara_plugin

FILES = sorted((Path(kasuhara_plugin.__file__).parent / "migrations").glob("0*.py"))
LOADER = MigrationLoader(None)
OURS = {
    name: migration
    for (app, name), migration in sorted(LOADER.disk_migrations.items())
    if app == "kasuhara_plugin"
}


def test_every_file_is_read() -> None:
    assert set(OURS) == {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_migration_names_the_base_page_of_wagtail_8(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "WAGTAIL_PAGE_MODEL" not in text
    assert "0098_apitoken" not in text


@pytest.mark.parametrize("name", OURS)
def test_wagtails_own_migrations_are_needed_only_up_to_7_4(name: str) -> None:
    named = {need for need in OURS[name].dependencies if need[0].startswith("wagtail")}
    assert named <= {("wagtailcore", "0094_alter_page_locale")}


@pytest.mark.parametrize("name", OURS)
def test_no_migration_needs_an_app_of_the_host(name: str) -> None:
    named_by_a_setting = {need for need in OURS[name].dependencies if hasattr(need, "setting")}
    apps = {need[0] for need in set(OURS[name].dependencies) - named_by_a_setting}
    assert apps <= {"wagtailcore", "kasuhara_plugin"}
    assert {need.setting for need in named_by_a_setting} <= {settings.AUTH_USER_MODEL}


def test_no_relation_of_ours_points_at_the_policy_page() -> None:
    for path in FILES:
        assert "to='kasuhara_plugin.policypage'" not in path.read_text(encoding="utf-8").lower()


@pytest.mark.django_db
def test_the_models_have_no_change_that_is_not_in_a_migration() -> None:
    call_command("makemigrations", "kasuhara_plugin", check=True, dry_run=True, verbosity=0)
