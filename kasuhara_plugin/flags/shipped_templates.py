"""The wordings that a shop begins with: sentences of our own, to be made the shop's."""

from kasuhara_plugin.flags.message import MessageTemplate

TEXTS = (
    (
        "強いお言葉が続いたとき",
        "{{ お電話の日 }}のお電話などで、担当者への強いお言葉が続きました。お控えいただくようお願い"
        "いたしましたが、その後も続きましたため、当社の方針に基づき、お取引（{{ scopes }}）を控えさせて"
        "いただきます。",
    ),
    (
        "同じ内容のお申し出が続いたとき",
        "{{ お申し出の内容 }}につきましては、{{ 回答の日 }}に当社の見解をお伝えいたしました。その後も"
        "同じ内容のお申し出が重ねて寄せられましたため、当社の方針に基づき、お取引（{{ scopes }}）を"
        "控えさせていただきます。新しいご事情がございましたら、お問い合わせフォームからお知らせください。",
    ),
    (
        "契約の範囲を超えるお求めが続いたとき",
        "{{ お求めの内容 }}のお求めは、ご利用規約で承ることのできる範囲を超えております。ご説明いたしました"
        "が、ご理解をいただけない状況が続いておりますため、当社の方針に基づき、お取引（{{ scopes }}）を"
        "控えさせていただきます。",
    ),
)


def make() -> None:
    """Where the shop has none yet."""
    if MessageTemplate.objects.exists():
        return
    for order, (name, body) in enumerate(TEXTS):
        MessageTemplate.objects.create(name=name, body=body, order=order)
