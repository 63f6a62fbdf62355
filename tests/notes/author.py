"""A process in which the author of a note saves it: ``[note, seen, text]``."""

from processes import listen


def save(note_pk: int, seen: int, text: str) -> str:
    from storefront.accounts.models import User  # noqa: PLC0415 - the apps are ready now

    from kasuhara_plugin.core.errors import ChangedMeanwhile  # noqa: PLC0415
    from kasuhara_plugin.models import StaffNote  # noqa: PLC0415
    from kasuhara_plugin.notes.actions import revise  # noqa: PLC0415

    note = StaffNote.objects.get(pk=note_pk)
    by = User.objects.get(pk=note.author_key)
    try:
        revise(note, body=f"<p>{text}</p>", reason="同時", by=by, seen=seen)
    except ChangedMeanwhile:
        return "changed meanwhile"
    return "saved"


if __name__ == "__main__":
    listen(save)
