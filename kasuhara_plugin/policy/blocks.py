"""The policy's text as Wagtail's editor holds it, to and from an outline."""

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
    if child.block_type == "paragraph":
        return Paragraph(child.value)
    if child.block_type == "bullets":
        return Bullets(tuple(Paragraph(item) for item in child.value))
    body = tuple(from_stream(inner, depth + 1) for inner in child.value["body"])
    return Section(child.value["heading"], body, depth=depth)
