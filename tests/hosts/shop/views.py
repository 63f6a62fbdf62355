from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from hosts.shop.models import Order
from rest_framework.generics import ListCreateAPIView
from rest_framework.serializers import ModelSerializer

payments: list[str] = []  # what the gateway was asked to take


def place(request: HttpRequest, email: str, item: str) -> HttpResponse:
    """The payment first, as many shops have it."""
    payments.append(item)
    user = request.user if request.user.is_authenticated else None
    order = Order.objects.create(user=user, email="" if user else email, item=item)
    return HttpResponse(f"注文 {order.pk}", status=201)


def order(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return HttpResponse("ご注文")
    return place(request, request.POST.get("email", ""), request.POST["item"])


def again(request: HttpRequest, pk: int) -> HttpResponse:
    earlier = get_object_or_404(Order, pk=pk, user=request.user)
    return place(request, "", earlier.item)


def guest(request: HttpRequest) -> HttpResponse:
    """The first page of two."""
    request.session["guest"] = {"email": request.POST["address"]}
    return HttpResponse("次へ")


def confirm(request: HttpRequest) -> HttpResponse:
    return place(request, request.session["guest"]["email"], request.POST["item"])


def history(request: HttpRequest) -> HttpResponse:
    return HttpResponse("、".join(str(one) for one in Order.objects.filter(user=request.user)))


class OrderSerializer(ModelSerializer):  # type: ignore[misc]
    class Meta:
        model = Order
        fields = ("id", "email", "item")


class Orders(ListCreateAPIView):  # type: ignore[misc]
    serializer_class = OrderSerializer

    def get_queryset(self) -> Any:
        return Order.objects.filter(user=self.request.user)

    def perform_create(self, serializer: Any) -> None:
        payments.append(serializer.validated_data["item"])
        user = self.request.user if self.request.user.is_authenticated else None
        serializer.save(user=user)
