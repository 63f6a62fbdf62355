from wagtail import blocks


class FactBlock(blocks.StructBlock):
    term = blocks.CharBlock(label="項目")
    description = blocks.TextBlock(label="内容")


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="見出し")
    text = blocks.TextBlock(label="説明")


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(label="見出し", template="website/blocks/heading.html")
    paragraph = blocks.RichTextBlock(
        label="本文", features=["bold", "italic", "link", "ol", "ul", "document-link"]
    )
    facts = blocks.ListBlock(FactBlock(), label="一覧表", template="website/blocks/facts.html")
    steps = blocks.ListBlock(StepBlock(), label="手順", template="website/blocks/steps.html")
