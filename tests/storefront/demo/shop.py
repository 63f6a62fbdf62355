"""The shop's own demo data: goods, pages, a month of orders, and old messages."""

from datetime import datetime

from storefront.demo import catalogue, messages, orders, pages


def load(now: datetime) -> None:
    catalogue.load()
    pages.load()
    orders.load(now)
    messages.load(now)
