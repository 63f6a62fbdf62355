"""The checks of the place in which attachments lie."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from kasuhara_plugin.inquiries.attachment_checks import check_storage, check_whether_on

FILES = "django.core.files.storage.FileSystemStorage"


def use(settings: LazySettings, location: Any, alias: str = "kasuhara_attachments") -> None:
    place = {"BACKEND": FILES, "OPTIONS": {"location": location}}
    settings.STORAGES = {**settings.STORAGES, "kasuhara_attachments": place}
    settings.KASUHARA_ATTACHMENT_STORAGE = alias


def found(settings: LazySettings) -> list[str]:
    return [message.id for message in (*check_storage(), *check_whether_on())]


def test_a_private_folder_is_no_fault(settings: LazySettings, tmp_path: Path) -> None:
    use(settings, tmp_path)
    assert found(settings) == []


def test_the_demo_has_no_fault(settings: LazySettings) -> None:
    assert found(settings) == []


def test_a_storage_that_does_not_exist_is_an_error(settings: LazySettings) -> None:
    use(settings, "/x", alias="attachmants")
    assert found(settings) == ["kasuhara.E050"]


def test_without_a_setting_only_a_hint_is_given(settings: LazySettings) -> None:
    settings.KASUHARA_ATTACHMENT_STORAGE = ""
    assert found(settings) == ["kasuhara.I052"]


@pytest.mark.parametrize("alias", ["default", "staticfiles"])
def test_the_public_files_are_no_place(settings: LazySettings, alias: str) -> None:
    settings.KASUHARA_ATTACHMENT_STORAGE = alias
    assert found(settings) == ["kasuhara.W051"]


@pytest.mark.parametrize("served", ["MEDIA_ROOT", "STATIC_ROOT"])
@pytest.mark.parametrize("below", ["", "attachments", "../{name}/x"])
def test_a_folder_that_is_served_is_no_place(
    settings: LazySettings, tmp_path: Path, served: str, below: str
) -> None:
    setattr(settings, served, tmp_path / "served")
    use(settings, tmp_path / "served" / below.format(name="served"))
    assert found(settings) == ["kasuhara.W051"]


def test_a_folder_beside_one_that_is_served_is_fine(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    use(settings, tmp_path / "media-private")
    assert found(settings) == []


def test_a_bucket_that_asks_for_no_signature_is_no_place(settings: LazySettings) -> None:
    bucket = {"BACKEND": f"{__name__}.OpenBucket"}
    settings.STORAGES = {**settings.STORAGES, "kasuhara_attachments": bucket}
    assert found(settings) == ["kasuhara.W051"]


class OpenBucket:
    querystring_auth = False
    location = ""
