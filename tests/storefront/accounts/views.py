from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from storefront.accounts.forms import ProfileForm, SignUpForm

RECENT_ORDERS = 3


class ShopLoginView(LoginView):
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["username"].widget.input_type = "email"
        return form


def signup(request: HttpRequest) -> HttpResponse:
    form = SignUpForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/signup.html", {"form": form})
    login(request, form.save())
    messages.success(request, "会員登録が完了しました。")
    return redirect("accounts:mypage")


@login_required
def mypage(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, "会員情報を更新しました。")
        return redirect("accounts:mypage")
    orders = request.user.orders.select_related("product")[:RECENT_ORDERS]
    return render(request, "accounts/mypage.html", {"form": form, "orders": orders})
