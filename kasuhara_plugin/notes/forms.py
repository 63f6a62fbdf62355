"""The note's forms: Wagtail's editor with a small set of features."""

from typing import Any

from bs4 import BeautifulSoup
from django import forms
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.sanitize import LIMIT
from kasuhara_plugin.notes import mentions
from kasuhara_plugin.notes.actions import REASON_LIMIT, usable
from kasuhara_plugin.notes.vocabulary import Importance, Kind

FEATURES = ["bold", "italic", "ul", "ol", "link", "blockquote"]
BAD_LINK = (
    "使用できないリンクが含まれています。"
    "リンク先は、https:// で始まるURL、サイト内のページ、メールアドレスのいずれかにしてください。"
)


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


class Colleagues(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, person: Any) -> str:
        return audit.actor(person).name


class NoteForm(forms.Form):
    kind = forms.ChoiceField(
        label="種別",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        help_text="見聞きしたことは「事実」、担当者の考えや評価は「所見」にしてください。"
        "両方を書く場合は、対応メモを分けてください。",
        error_messages={"required": "事実か所見のどちらかを選択してください。"},
    )
    body = forms.CharField(
        label="内容",
        widget=NoteEditor(label="内容"),
        help_text=f"{LIMIT:,}文字まで（書式を含みます）",
        error_messages={"required": "入力してください。"},
    )
    importance = forms.ChoiceField(
        label="重要度",
        choices=Importance.choices,
        initial=Importance.ORDINARY,
        widget=forms.RadioSelect,
        required=False,
    )
    pinned = forms.BooleanField(label="先頭に表示する", required=False)
    until = forms.DateField(
        label="有効期限",
        required=False,
        widget=AdminDateInput,
        help_text="この日の終わりを過ぎると、一覧の最後に薄く表示されます。内容は残ります。",
    )

    mention = Colleagues(
        label="知らせる相手",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ人に、この対応メモへのリンクだけをメールで送ります。"
        "内容に「@」と氏名（例：@山田 花子）を書いても知らせることができます。",
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mention"].queryset = mentions.colleagues(by)  # type: ignore[attr-defined]

    def clean_importance(self) -> str:
        return self.cleaned_data["importance"] or Importance.ORDINARY

    def clean_body(self) -> str:
        try:
            body = usable(with_page_addresses(self.cleaned_data["body"]))
        except UnusableText as error:
            raise forms.ValidationError(str(error), code=error.code) from None
        if BeautifulSoup(body, "html.parser").find("a", href=False):
            raise forms.ValidationError(BAD_LINK, code="link")
        return body

    def clean_mention(self) -> list[Any]:
        """The chosen ones and those whom the text calls; a revision calls nobody once more."""
        body = self.cleaned_data.get("body", "")
        readers = self.fields["mention"].queryset  # type: ignore[attr-defined]
        called_before = mentions.named_in(self.initial.get("body", ""), readers)
        called = [one for one in mentions.named_in(body, readers) if one not in called_before]
        return list(dict.fromkeys([*self.cleaned_data["mention"], *called]))


class SeenForm(forms.Form):
    """Carries the version that the person has before them."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> int | None:
        seen: str = self.cleaned_data["seen"]
        if not seen:
            return None
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else 0


class RevisionForm(SeenForm, NoteForm):
    reason = PlainTextField(
        label="変更の理由", limit=REASON_LIMIT, help_text="変更履歴に残ります。"
    )

    def __init__(self, *args: Any, typing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if typing:
            self.fields["reason"].required = False
            self.fields["reason"].help_text = "記入から10分以内の変更では、省略できます。"


class ReasonForm(SeenForm):
    reason = PlainTextField(label="理由", limit=REASON_LIMIT, help_text="変更履歴に残ります。")


def with_page_addresses(html: str) -> str:
    """Links to a page of the site by its address: a note is read outside of it, too."""
    if "linktype" not in html or len(html) > LIMIT:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", linktype="page"):
        key = str(link.get("id", ""))
        page = Page.objects.filter(pk=key).first() if key.isdecimal() else None
        if address := page and page.full_url:
            link["href"] = address
    return str(soup)
