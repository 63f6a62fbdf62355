"""What can be restricted: the scopes of the policy, and those that the host's settings name."""

from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.flags.vocabulary import Scope, scope_label


def enforced() -> set[str]:
    """The scopes in which this site itself refuses something."""
    return {*(model.scope for model in conf().order_models), *conf().gates.values()}


def known() -> list[str]:
    """The policy's own first."""
    return [*Scope.values, *sorted(enforced() - set(Scope.values))]


def choices() -> list[tuple[str, str]]:
    return [(scope, scope_label(scope)) for scope in known()]
