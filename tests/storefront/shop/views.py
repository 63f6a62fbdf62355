from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from storefront.shop.forms import OrderForm, QuoteForm
from storefront.shop.guests import remember, visible
from storefront.shop.models import Order, Product, Quote
from storefront.shop.pricing import current_price, price_tables


def catalogue(request: HttpRequest) -> HttpResponse:
    products = Product.objects.with_lowest_price()
    return render(request, "shop/catalogue.html", {"products": products})


def product(request: HttpRequest, slug: str) -> HttpResponse:
    item = get_object_or_404(Product, slug=slug)
    return product_page(request, OrderForm(item, request.user))


def product_page(request: HttpRequest, form: OrderForm) -> HttpResponse:
    item = form.instance.product
    context = {"product": item, "form": form, "tables": price_tables(item)}
    return render(request, "shop/product.html", context)


@require_POST
def order(request: HttpRequest, slug: str) -> HttpResponse:
    item = get_object_or_404(Product, slug=slug)
    form = OrderForm(item, request.user, request.POST)
    if not form.is_valid():
        return product_page(request, form)
    with transaction.atomic():
        placed = form.save()
    return confirmed(request, placed)


def confirmed(request: HttpRequest, placed: Order) -> HttpResponse:
    remember(request, placed)
    return redirect("shop:order_done", placed.number)


def order_done(request: HttpRequest, number: str) -> HttpResponse:
    placed = get_object_or_404(visible(Order.objects.all(), request), number=number)
    return render(request, "shop/order_done.html", {"order": placed})


@login_required
def orders(request: HttpRequest) -> HttpResponse:
    placed = request.user.orders.select_related("product")
    return render(request, "shop/orders.html", {"orders": placed})


@login_required
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    placed = get_object_or_404(request.user.orders.select_related("product"), number=number)
    return render(request, "shop/order_detail.html", {"order": placed})


@require_POST
@login_required
def reorder(request: HttpRequest, number: str) -> HttpResponse:
    earlier = get_object_or_404(request.user.orders.select_related("product"), number=number)
    price = current_price(earlier)
    if price is None:
        messages.error(request, "同じ仕様のお取り扱いは終了しました。仕様をお選び直しください。")
        return redirect(earlier.product)
    with transaction.atomic():
        again = Order.objects.create(
            product=earlier.product,
            paper=earlier.paper,
            size=earlier.size,
            quantity=earlier.quantity,
            price=price.yen,
            user=request.user,
            address=earlier.address,
            note=earlier.note,
        )
    return confirmed(request, again)


@require_POST
def quote(request: HttpRequest, slug: str) -> HttpResponse:
    item = get_object_or_404(Product, slug=slug)
    form = QuoteForm(item, request.user, request.POST)
    if not form.is_valid():
        messages.error(request, "お見積りを作成できませんでした。ご入力内容をご確認ください。")
        return redirect(item)
    requested = form.save()
    remember(request, requested)
    return redirect(requested)


def quote_done(request: HttpRequest, number: str) -> HttpResponse:
    requested = get_object_or_404(visible(Quote.objects.all(), request), number=number)
    return render(request, "shop/quote_done.html", {"quote": requested})
