"""How long a policy file takes to be read: the shipped text, and files as large as may be."""

from functools import partial
from pathlib import Path

import kasuhara_plugin
from bench.measure import table
from kasuhara_plugin.policy.importer import LIMIT_BYTES, parse

SHIPPED = Path(kasuhara_plugin.__file__).parent / "fixtures" / "policy_ja.txt"
HEAD = "方針\n1．見出し\n"
SENTENCE = "当社は、お客様との信頼関係を大切にしてまいります。"


def filled(line: str, *, encoding: str = "utf-8", head: str = HEAD) -> bytes:
    """A file of that line, as large as may be."""
    first, again = head.encode(encoding), f"{line}\n".encode(encoding)
    return first + again * ((LIMIT_BYTES - len(first)) // len(again))


def headings() -> bytes:
    text = "".join(f"{number}．見出し\n（1）小見出し\n" for number in range(1, 23_000))
    return text.encode()[:LIMIT_BYTES].rpartition(b"\n")[0]


def doubled(line: str) -> bytes:
    half = filled(line)[: LIMIT_BYTES // 2 - 10].rpartition(b"\n")[0] + "\n以上\n".encode()
    return half * 2


FILES = {
    "the shipped text": SHIPPED.read_bytes,
    "1 MB of paragraphs": partial(filled, SENTENCE),
    "1 MB of points": partial(filled, f"・{SENTENCE}"),
    "1 MB of headings": headings,
    "1 MB, the body doubled": partial(doubled, SENTENCE),
    "1 MB in CP932": partial(filled, SENTENCE, encoding="cp932"),
    "1 MB of one-letter lines": partial(filled, "a"),
    "1 MB of one-letter points": partial(filled, "・a"),
    "1 MB of one-letter lines, doubled": partial(doubled, "a"),
    "1 MB in one line": lambda: HEAD.encode() + b"a" * (LIMIT_BYTES - len(HEAD.encode())),
}


def run() -> None:
    table({name: partial(parse, file()) for name, file in FILES.items()}, runs=3, unit="s")
