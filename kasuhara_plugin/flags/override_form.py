"""For a host's own order form in its staff pages: a restricted customer is named, and the order is
taken only with a reason, from somebody who may."""

from typing import Any

from django import forms

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.flags import overriding, visit
from kasuhara_plugin.flags.backstop import newly_named, order_model_of
from kasuhara_plugin.flags.looking import look
from kasuhara_plugin.flags.wording import REASON_LIMIT

ASKED = "このお客様には取引制限が適用されています。それでも登録する場合は、理由を入力してください。"
REFUSED = "このお客様には取引制限が適用されているため、登録できません。責任者にご相談ください。"


class OverrideFormMixin(forms.Form):
    """Before the ModelForm: ``class OrderForm(OverrideFormMixin, forms.ModelForm)``. The reason is
    asked for as an error of its own field, and nothing that was typed is lost."""

    override_reason = PlainTextField(
        label="取引制限があっても登録する理由",
        limit=REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="取引制限が適用されているお客様の場合だけ入力してください。記録に残ります。",
    )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors or not self._is_restricted():
            return
        by, reason = visit.current_user(), self.cleaned_data["override_reason"]
        if by is None or not by.has_perm(overriding.PERMISSION):
            self.add_error(None, REFUSED)
        elif not reason:
            self.add_error("override_reason", ASKED)
        else:
            order: Any = self.instance  # type: ignore[attr-defined]
            overriding.allow(order, overriding.checked(by=by, reason=reason))

    def _is_restricted(self) -> bool:
        order: Any = self.instance  # type: ignore[attr-defined]
        order_model = order_model_of(order)
        named = newly_named(order, order_model) if order_model else None
        if order_model is None or named is None:
            return False
        return look(named, order_model.scope, clock.now()).restriction is not None
