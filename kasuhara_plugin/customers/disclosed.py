"""What is told to a person of the customer that they are here: name, marks, what was merged."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from kasuhara_plugin.core.disclosed import Item, Section, lines
from kasuhara_plugin.customers.legal_holds import LegalHold
from kasuhara_plugin.customers.models import Customer, Identifier, Merge


def _customers(people: Sequence[Customer]) -> QuerySet[Customer]:
    return Customer.objects.filter(pk__in=[one.pk for one in people]).select_related("user")


def _customer(customer: Customer) -> Item:
    merged = f"顧客番号 {customer.merged_into_id}" if customer.merged_into_id else ""
    told = lines(
        ("お名前", customer.name),
        ("会社・団体名", customer.organisation),
        ("個人・法人の別", customer.get_party_type_display()),
        ("アカウント", customer.user),
        ("登録日時", customer.created_at),
        ("統合先", merged),
    )
    return Item(f"顧客番号 {customer.pk}", told, badge="統合済み" if merged else "")


def _identifiers(people: Sequence[Customer]) -> QuerySet[Identifier]:
    return Identifier.objects.filter(customer__in=people).order_by("kind", "pk")


def _identifier(mark: Identifier) -> Item:
    told = lines(
        ("値", mark.value),
        ("表示", str(mark) if str(mark) != mark.value else ""),
        ("照合用の形", mark.key if mark.key != mark.value else ""),
        ("記録日時", mark.recorded_at),
        ("対象外とした日時", mark.exempted_at),
        ("対象外とした理由", mark.exemption_reason),
        people=[("対象外とした人", mark.exempter_name)],
    )
    exempted = mark.exempted_at is not None  # staff said that it is not this person's
    title = f"{mark.get_kind_display()}（{mark.pk}）"
    return Item(title, told, badge="対象外" if exempted else "", others=exempted)


def _merges(people: Sequence[Customer]) -> QuerySet[Merge]:
    return Merge.objects.filter(Q(kept__in=people) | Q(other__in=people)).order_by("pk")


def _merge(merge: Merge) -> Item:
    """By number only: of one that was taken back, the other is somebody else."""
    told = lines(
        ("統合先", f"顧客番号 {merge.kept_id}"),
        ("統合した顧客", f"顧客番号 {merge.other_id}"),
        ("統合日時", merge.at),
        ("統合の理由", merge.reason),
        ("解除日時", merge.undone_at),
        ("解除の理由", merge.undo_reason),
        people=[("統合した人", merge.actor_name), ("解除した人", merge.undoer_name)],
    )
    undone = merge.undone_at is not None
    return Item(f"統合 {merge.pk}", told, badge="解除済み" if undone else "", others=undone)


def _holds(people: Sequence[Customer]) -> QuerySet[LegalHold]:
    return LegalHold.objects.filter(customer__in=people).order_by("pk")


def _hold(hold: LegalHold) -> Item:
    told = lines(
        ("保全した日時", hold.at),
        ("保全の理由", hold.reason),
        ("解除した日時", hold.released_at),
        ("解除の理由", hold.release_reason),
        people=[("保全した人", hold.actor_name), ("解除した人", hold.releaser_name)],
    )
    return Item(f"記録の保全 {hold.pk}", told, opinion=True)


SECTIONS = (
    Section("顧客の基本情報", _customers, _customer),
    Section(
        "識別情報", _identifiers, _identifier, said="照合に使わない「対象外」のものも含みます。"
    ),
    Section("顧客の統合", _merges, _merge),
    Section("記録の保全", _holds, _hold),
)
