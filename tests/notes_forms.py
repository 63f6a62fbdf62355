"""What a browser sends for a note."""

import json


def draft(text: str) -> str:
    """What Wagtail's editor sends."""
    block = {"key": "a", "type": "unstyled", "text": text, "depth": 0}
    ranges: dict[str, list[str]] = {"inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block | ranges], "entityMap": {}})
