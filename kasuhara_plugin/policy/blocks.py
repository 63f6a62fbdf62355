"""The policy's text as Wagtail's editor holds it, to and from an outline."""

from collections.abc import Iterator
from typing import Any

from wagtail import blocks

from kasuhara_plugin.policy.outline import Block, Bullets, Paragraph, Section


class TextBlocks(blocks.StreamBlock):
    paragraph = blocks.TextBlock(label="段落", icon="pilcrow")
    bullets = blocks.ListBlock(blocks.TextBlock(label="項目"), label="箇条書き", icon="list-ul")


class SubsectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label="小見出し")
    body = TextBlocks(label="本文")

    class Meta:
        label = "小項目"
        icon = "title"


class SectionTextBlocks(TextBlocks):
    subsection = SubsectionBlock()


class SectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label="見出し")
    body = SectionTextBlocks(label="本文")

    class Meta:
        label = "章"
        icon = "doc-full"


class PolicyBlocks(blocks.StreamBlock):
    section = SectionBlock()


def to_stream(block: Block) -> dict[str, Any]:
    """One block as raw StreamField data."""
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "value": block.text}
    if isinstance(block, Bullets):
        return {"type": "bullets", "value": [item.text for item in block.items]}
    value = {"heading": block.heading, "body": [to_stream(inner) for inner in block.body]}
    return {"type": "section" if block.depth == 1 else "subsection", "value": value}


def from_stream(child: Any, depth: int = 1) -> Block:
    """The block behind one child of a stream value."""
    if child.block_type == "bullets":
        return Bullets(tuple(Paragraph(item.strip()) for item in child.value))
    body = (block for inner in child.value["body"] for block in _lines(inner, depth + 1))
    return Section(child.value["heading"].strip(), tuple(body), depth=depth)


def _lines(child: Any, depth: int) -> Iterator[Block]:
    """A paragraph with line breaks is several paragraphs, as it is in a text file."""
    if child.block_type != "paragraph":
        yield from_stream(child, depth)
        return
    lines = [line.strip() for line in child.value.splitlines()]
    yield from (Paragraph(line) for line in lines if line)
