"""The note's form: Wagtail's editor with a small set of features."""

from typing import Any

from django import forms
from wagtail.admin.rich_text import DraftailRichTextArea

from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.sanitize import LIMIT
from kasuhara_plugin.notes.actions import REASON_LIMIT, usable

FEATURES = ["bold", "italic", "ul", "ol", "blockquote"]


class NoteEditor(DraftailRichTextArea):
    """Wagtail's editor, named for who listens to the page: it is no field of its own to a label."""

    def __init__(self, *, label: str) -> None:
        super().__init__(features=FEATURES)
        self.options["ariaLabel"] = label
        self.options["stateSaveInterval"] = 0  # ms; later, a quick hand would lose its last words

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        try:
            return super().value_from_datadict(data, files, name)
        except (AttributeError, KeyError, TypeError, ValueError):
            return ""  # no content of the editor: the form asks for a text


class NoteForm(forms.Form):
    body = forms.CharField(
        label="内容",
        widget=NoteEditor(label="内容"),
        help_text=f"{LIMIT:,}文字まで（書式を含みます）",
        error_messages={"required": "入力してください。"},
    )

    def clean_body(self) -> str:
        try:
            return usable(self.cleaned_data["body"])
        except UnusableText as error:
            raise forms.ValidationError(str(error), code=error.code) from None


class RevisionForm(NoteForm):
    reason = PlainTextField(
        label="変更の理由", limit=REASON_LIMIT, help_text="変更履歴に残ります。"
    )
