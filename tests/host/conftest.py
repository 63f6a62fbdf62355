import pytest
from django.test import Client
from storefront.accounts.models import User
from storefront.shop.models import Price, Product

PASSWORD = "kami-to-inku-77"


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("owner@example.com", PASSWORD, name="燕 正樹")


@pytest.fixture
def member(client: Client, hanako: User) -> Client:
    client.force_login(hanako)
    return client


@pytest.fixture
def stranger(ichiro: User) -> Client:
    client = Client()
    client.force_login(ichiro)
    return client


@pytest.fixture
def meishi(db: None) -> Product:
    product = Product.objects.create(slug="meishi", name="名刺", unit="枚", summary="名刺です")
    for quantity, yen in ((100, 980), (200, 1580)):
        Price.objects.create(
            product=product, paper="上質紙", size="91×55mm", quantity=quantity, yen=yen
        )
    return product


@pytest.fixture
def choice() -> dict[str, str]:
    return {"paper": "上質紙", "size": "91×55mm", "quantity": "200"}


@pytest.fixture
def order_data(choice: dict[str, str]) -> dict[str, str]:
    return {**choice, "address": "〒100-0000 東京都架空区見本町1-2-3", "note": "午前着"}
