"""Runs the named benchmarks, or all of them: ``script/bench importer``."""

import sys

from bench import compare, gate, importer, inbox, inquiries, ledger, lists, notes, repeats, similar

BENCHES = {
    "importer": importer.run,
    "compare": compare.run,
    "lists": lists.run,
    "gate": gate.run,
    "notes": notes.run,
    "inquiries": inquiries.run,
    "repeats": repeats.run,
    "similar": similar.run,
    "inbox": inbox.run,
    "ledger": ledger.run,
}


def main(names: list[str]) -> str | None:
    if unknown := [name for name in names if name not in BENCHES]:
        return f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(BENCHES)}."
    for name in names or BENCHES:
        print(f"== {name} ==")
        BENCHES[name]()
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
