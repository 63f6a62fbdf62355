"""The files that came with the demo's inquiries: drawn anew each time, the same to the byte."""

import io
import time

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from kasuhara_plugin.inquiries.attaching import Attached, judge

CARD = (910, 550)  # 91 by 55 mm
INK, PAPER, SCRATCH = "#17416b", "#fbfaf6", "#ffffff"
_DRAWN_AT = time.struct_time((2026, 1, 5, 0, 0, 0, 0, 5, 0))
_FORM_OF = {"jpg": "JPEG", "png": "PNG", "pdf": "PDF"}


def attached(name: str) -> Attached:
    form = _FORM_OF[name.rpartition(".")[2]]
    dated = {"creationDate": _DRAWN_AT, "modDate": _DRAWN_AT} if form == "PDF" else {}
    out = io.BytesIO()
    _drawn(scratched=form == "JPEG").save(out, form, **dated)
    return judge(SimpleUploadedFile(name, out.getvalue()))


def _drawn(*, scratched: bool) -> Image.Image:
    """A card with a mark and three lines; on the photograph, with scratches across it."""
    picture = Image.new("RGB", CARD, PAPER)
    pen = ImageDraw.Draw(picture)
    pen.polygon([(80, 120), (220, 80), (180, 220)], fill=INK)
    for top, right in ((290, 620), (360, 760), (410, 700)):
        pen.rectangle((80, top, right, top + 24), fill=INK)
    for left in (300, 340, 520) if scratched else ():
        pen.line((left, 60, left + 160, 500), fill=SCRATCH, width=6)
    return picture
