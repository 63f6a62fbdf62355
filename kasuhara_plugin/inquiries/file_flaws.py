"""Why a file cannot be taken, in words for the person. Pure Python: imports no Django."""

FLAWS = {
    "empty": "ファイルが空（0バイト）です。",
    "too_large": "ファイルは1つ{limit}MBまでです（このファイルは{size}MB）。",
    "unknown": "添付できる形式ではありません（ファイルの中身：{found}）。",
    "office": "WordやExcelなどの文書は添付できません。PDFにしてから添付してください。",
    "broken": "{kind}として開くことができません。ファイルが壊れていないかご確認ください。",
    "disguised": "{kind}の中に別の形式のデータがあるため、添付できません。保存し直してからお試しください。",
    "extension": "ファイル名の末尾は「.{extension}」ですが、中身は{kind}です。ファイル名をご確認ください。",
    "pixels": "画像の縦横の大きさが上限を超えています。小さくしてから添付してください。",
    "zip_empty": "ZIPの中にファイルがありません。",
    "zip_expands": "ZIPを展開したときの大きさが上限を超えています。分けてから添付してください。",
    "zip_paths": "ZIPの中に、使用できないファイル名があります。ZIPを作り直してからお試しください。",
    "no_name": "ファイル名がありません。名前を付けてから添付してください。",
    "name": "ファイル名に使用できない文字があります。名前を変えてから添付してください。",
    "long_name": "ファイル名が長すぎます（全角で85文字ほどまで）。名前を変えてから添付してください。",
    "reserved_name": "このファイル名は使用できません。名前を変えてから添付してください。",
}


class Flaw(ValueError):
    """``code`` is one of ``FLAWS``; the message is for the person who chose the file."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(FLAWS[code].format(**words))
        self.code = code
