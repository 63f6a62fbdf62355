"""Files that are two things at once, so that each reader sees another one. Pure Python.

What is looked for is what readers really accept: a ZIP by its end, a PDF by a header in the first
kilobyte, markup where a browser sniffs, a picture that begins a line of JavaScript. That something
follows a picture is no fault in itself: telephones append the film of a moving photograph.
"""

import re

from kasuhara_plugin.inquiries import zip_files

SNIFFED = 1024
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?php)|javascript:",
    re.IGNORECASE,
)
_SCRIPT_IN_GIF = re.compile(rb"GIF8[79]a(?:/[*/]|\s*=[\s\w'\"(\[])")
_SCRIPT_IN_JPEG = b"\xff\xd8\xff\xe0/*"


def is_also_something_else(key: str, head: bytes, tail: bytes) -> bool:
    if key == "zip":  # which may hold a page or a PDF as it is; only its comment is free text
        comment = zip_files.comment(tail)
        return b"%%EOF" in comment or bool(_MARKUP.search(comment))
    return (
        bool(_MARKUP.search(head[:SNIFFED]) or _MARKUP.search(tail[-SNIFFED:]))
        or zip_files.ends_as_zip(tail)
        or (key != "pdf" and b"%PDF-" in head[:SNIFFED])
        or bool(_SCRIPT_IN_GIF.match(head))
        or head.startswith(_SCRIPT_IN_JPEG)
    )
