"""The text that comes with the app, in each of its languages."""

from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures"
TEXTS = {"ja": FIXTURES / "policy_ja.txt", "en": FIXTURES / "policy_en.txt"}
