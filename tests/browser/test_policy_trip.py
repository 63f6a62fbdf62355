from collections.abc import Callable
from typing import Any


def test_a_visitor_reads_the_nine_sections_of_the_policy(visitor: Callable[..., Any]) -> None:
    reader = visitor(javascript=False)
    reader.goto("/")
    reader.follow("カスタマーハラスメント対策基本方針")
    headings = reader.page.locator("main h2").all_inner_texts()
    assert [heading.partition("．")[0] for heading in headings] == list("123456789")
    assert reader.sees("つばめプリント株式会社は", "03-0000-0000", "support@example.jp")


def test_a_clause_has_an_address_of_its_own(visitor: Callable[..., Any]) -> None:
    reader = visitor()
    reader.goto("/customer-harassment-policy/#s6-3-b")
    assert reader.page.locator(":target").inner_text() == "業務に著しい支障が生じている場合"
