"""カスタマーハラスメント対策基本方針 for a Django/Wagtail shop: publish it, live by it, prove it."""

__version__ = "0.1.0"
