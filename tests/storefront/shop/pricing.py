"""The price table of a product, laid out for reading."""

from dataclasses import dataclass
from itertools import groupby

from storefront.shop.models import Order, Price, Product


@dataclass(frozen=True)
class PriceTable:
    size: str
    papers: list[str]
    rows: list[tuple[int, list[int | None]]]


def price_tables(product: Product) -> list[PriceTable]:
    prices = sorted(product.prices.all(), key=lambda price: price.size)
    by_size = {size: list(group) for size, group in groupby(prices, key=lambda p: p.size)}
    sizes = dict.fromkeys(price.size for price in product.prices.all())
    return [_table(size, by_size[size]) for size in sizes]


def current_price(order: Order) -> Price | None:
    return order.product.prices.filter(
        paper=order.paper, size=order.size, quantity=order.quantity
    ).first()


def _table(size: str, prices: list[Price]) -> PriceTable:
    papers = list(dict.fromkeys(price.paper for price in prices))
    yen = {(price.quantity, price.paper): price.yen for price in prices}
    quantities = sorted({price.quantity for price in prices})
    rows = [(n, [yen.get((n, paper)) for paper in papers]) for n in quantities]
    return PriceTable(size, papers, rows)
