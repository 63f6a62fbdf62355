"""What staff call the acts that the audit table knows by a code."""

from typing import Any

from django.apps import apps

from kasuhara_plugin.core.audit import AuditRecord

ACTS = {
    "audit.accept_restore": "復元の記録",
    "audit.unlock": "追記専用の表の一時的な解除",
    "attestation.export": "方針の確認の書き出し",
    "customer.amend": "顧客情報の変更",
    "customer.disclose": "個人データの開示",
    "customer.exempt": "顧客の識別情報の除外",
    "customer.hold": "記録の保全の開始",
    "customer.identify": "顧客の識別情報の追加",
    "customer.merge": "顧客の統合",
    "customer.register": "顧客の登録",
    "customer.reinstate": "顧客の識別情報の除外の取り消し",
    "customer.release_hold": "記録の保全の解除",
    "customer.unmerge": "顧客の統合の取り消し",
    "flag.amend": "取引制限の申請の変更",
    "flag.appeal": "異議申立ての受付",
    "flag.approve": "取引制限の承認",
    "flag.deny_appeal": "異議申立ての決定（維持）",
    "flag.expire": "取引制限の期限の到来",
    "flag.grant_appeal": "異議申立ての決定（認容）",
    "flag.lapse": "緊急の取引制限の失効",
    "flag.lift": "取引制限の解除",
    "flag.override": "取引制限中のお客様の例外的な受付",
    "flag.propose": "取引制限の申請",
    "flag.ratify": "緊急の取引制限の追認",
    "flag.read_notice": "お知らせの確認（お客様）",
    "flag.reject": "取引制限の却下",
    "flag.review": "取引制限の見直し",
    "inquiry.answer": "お問い合わせへの回答",
    "inquiry.ask": "お問い合わせの確認の依頼（同僚へ）",
    "inquiry.assign": "お問い合わせの担当の変更",
    "inquiry.close": "お問い合わせを対応不要とする完了",
    "inquiry.draft": "回答の下書き（確認待ち）",
    "inquiry.export": "お問い合わせの書き出し",
    "inquiry.join": "同じ内容のお問い合わせとしてまとめる訂正",
    "inquiry.log": "電話・メールなどのお問い合わせの記録",
    "inquiry.part": "別のお問い合わせとして分ける訂正",
    "inquiry.receive": "お問い合わせの受付",
    "inquiry.release": "お問い合わせの保留の解除",
    "inquiry.remark": "お問い合わせの内部メモの記入",
    "inquiry.return_draft": "回答の下書きの差し戻し",
    "inquiry.tag": "お問い合わせのタグの変更",
    "inquiryrules.change": "お問い合わせの受付の設定の変更",
    "messagetemplate.change": "お客様への文例の変更",
    "replytemplate.change": "回答の文例の変更",
    "inquirytag.change": "お問い合わせのタグの一覧の変更",
    "note.export": "対応メモの変更の書き出し",
    "note.propose_redaction": "対応メモの内容の消去の申請",
    "note.redact": "対応メモの内容の消去",
    "note.reject_redaction": "対応メモの内容の消去の却下",
    "note.restore": "対応メモの以前の版の復元",
    "note.revise": "対応メモの変更",
    "note.withdraw": "対応メモの取り下げ",
    "note.write": "対応メモの記入",
    "order.cancelled": "保留した注文の取り消し",
    "order.hold": "注文の保留",
    "order.released": "保留した注文の解除",
    "permission.give": "権限の付与",
    "permission.take": "権限の取り消し",
    "policy.approve": "方針の承認",
    "policy.attest": "方針の確認",
    "policy.bases": "方針の条項の対応付け",
    "policy.import": "方針の取り込み",
    "policy.publish": "方針の公開",
    "policy.redirect": "方針の以前のアドレスからの転送",
    "policy.review": "方針の見直し",
    "policy.schedule_failed": "方針の予約公開の失敗",
    "retention.purge": "保存期間を過ぎた記録の削除",
    "retention.run": "保存期間の処理の実行",
    "retentionsettings.change": "保存期間の設定の変更",
    "rulesettings.change": "運用ルールの設定の変更",
    "shopsettings.change": "会社とお客様窓口の設定の変更",
}
ROOMS = {
    "permission": "権限の変更",
    "flag": "取引制限",
    "order": "保留した注文",
    "note": "対応メモ",
    "customer": "顧客",
    "inquiry": "お問い合わせ",
    "policy": "方針",
    "attestation": "方針の確認",
    "messagetemplate": "文例",
    "replytemplate": "回答の文例",
    "inquirytag": "お問い合わせのタグ",
    "retention": "保存期間",
    "retentionsettings": "設定（保存期間）",
    "inquiryrules": "設定（お問い合わせの受付）",
    "rulesettings": "設定（運用ルール）",
    "shopsettings": "設定（会社とお客様窓口）",
    "audit": "監査記録",
}
_KINDS = {
    "account": "アカウント",
    "groups": "グループ",
    "permissions": "権限",
    "pages": "ページとサイト",
}
_FLAGS = {"is_superuser": "スーパーユーザー", "is_active": "有効", "is_staff": "スタッフ"}


def act_name(row: AuditRecord) -> str:
    return ACTS.get(row.act, row.act)


def subject_kind(row: AuditRecord) -> str:
    try:
        return str(apps.get_model(row.subject_type)._meta.verbose_name)
    except LookupError:  # a model that a later release or the host no longer has
        return row.subject_type


def subject_name(row: AuditRecord) -> str:
    """The key of a record; whose rights they are by name, which outlives the account."""
    return row.data["name"] if row.act.startswith("permission.") else row.subject_key


def told(row: AuditRecord) -> Any:
    """What was given or taken as one line; anything else as it was kept."""
    if not row.act.startswith("permission."):
        return row.data
    parts = [
        f"{label}：{'、'.join(_FLAGS.get(name, name) for name in row.data[kind])}"
        for kind, label in _KINDS.items()
        if kind in row.data
    ]
    return f"{row.data['name']}　{'　'.join(parts)}"
