"""添付ファイル in a form. Works without JavaScript; what was chosen outlives an error elsewhere."""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import UnusableFile
from kasuhara_plugin.core.text import printable
from kasuhara_plugin.inquiries import attachment_store as store
from kasuhara_plugin.inquiries import parking
from kasuhara_plugin.inquiries.attaching import MOST, Attached, judge
from kasuhara_plugin.inquiries.file_kinds import KINDS, LIMIT_MB

NAME = "attachments"
HELP = f"PDF・画像・Illustrator（AI）・Photoshop（PSD）・ZIPを{MOST}つまで、1つ{LIMIT_MB}MBまで"
_TOO_MANY = "添付できるファイルは{most}つまでです。次のファイルは添付していません：{names}"
_GONE = "お預かりしていたファイルの期限が切れました。お手数ですが、もう一度選択してください。"
_NOT_PARKED = "「{name}」をお預かりできませんでした。お手数ですが、もう一度選択してください。"


class Chosen(NamedTuple):
    uploads: list[Any]
    references: list[str]


class AttachmentsInput(forms.FileInput):
    """The browser's own field for several files, and a ticked box for each one parked."""

    allow_multiple_selected = True
    parked: tuple[Attached, ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Chosen:
        several = isinstance(files, MultiValueDict)
        uploads = files.getlist(name) if several else filter(None, [files.get(name)])
        references = data.getlist(f"{name}_parked") if hasattr(data, "getlist") else []
        return Chosen(list(uploads), list(references))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        extensions = ",".join(f".{one}" for kind in KINDS.values() for one in kind.extensions)
        given = {"multiple": True, "accept": extensions, **(attrs or {})}
        field = super().render(name, None, given, renderer)
        parked = [(parking.reference(file), file) for file in self.parked]
        content = {"field": field, "name": f"{name}_parked", "parked": parked}
        return SafeString(render_to_string("kasuhara_plugin/_attachments_input.html", content))


class AttachmentsField(forms.Field):
    """Its value is a list of ``Attached``. Each file that cannot be taken is named with the reason."""

    widget = AttachmentsInput

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"label": "添付ファイル", "help_text": HELP, "required": False, **options}
        )
        self.good: list[Attached] = []

    def clean(self, value: Any) -> list[Attached]:
        chosen = value or Chosen([], [])
        self.good, gone = parking.restore(chosen.references[:MOST])
        errors = [_GONE] if gone else []
        room = MOST - len(self.good)
        for upload in chosen.uploads[:room]:
            try:
                self._take(judge(upload))
            except UnusableFile as error:
                errors.append(f"「{printable(upload.name)}」：{error}")
        if names := "、".join(f"「{printable(upload.name)}」" for upload in chosen.uploads[room:]):
            errors.append(_TOO_MANY.format(most=MOST, names=names))
        if errors:
            raise ValidationError(errors)
        return self.good

    def _take(self, file: Attached) -> None:
        """One content once, also where it was chosen again beside the parked one."""
        if file.sha256 not in {one.sha256 for one in self.good}:
            self.good.append(file)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data and (data.uploads or data.references))


class WithAttachments(forms.Form):
    """For a form: the field, where the host has named a storage."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if store.is_on():
            self.fields[NAME] = AttachmentsField()

    def park_attachments(self) -> None:
        """Before the form is shown again: the good files wait in the storage, each in its box."""
        field = self.fields.get(NAME)
        if not isinstance(field, AttachmentsField) or not self.is_bound:
            return
        self.is_valid()  # judges the files, if nobody has asked yet
        now, parked = clock.now(), []
        for file in field.good:
            if waiting := parking.park(file, now=now):
                parked.append(waiting)
            else:
                self.add_error(NAME, _NOT_PARKED.format(name=file.name))
        field.widget.parked = tuple(parked)
