"""Form fields that answer bad input in the user's words instead of failing at the database."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kasuhara_plugin.core.text import flaw, flaw_message, printable


class PlainTextField(forms.CharField):
    """A text that can be stored as typed: visible, no NUL, not garbled, at most ``limit``."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        self.limit = limit
        super().__init__(**options)
        self.error_messages["required"] = flaw_message("blank", text="", limit=limit)
        self.validators = []  # Django's own speak another language and stop at the first

    def validate(self, value: str) -> None:
        super().validate(value)
        if code := flaw(value, limit=self.limit, required=self.required):
            raise ValidationError(flaw_message(code, text=value, limit=self.limit), code=code)

    def bound_data(self, data: Any, initial: Any) -> Any:
        shown = super().bound_data(data, initial)
        return printable(shown) if isinstance(shown, str) else shown
