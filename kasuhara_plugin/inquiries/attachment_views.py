"""The staff's download of an attachment: a door with the permission of its message.

A file of a stranger is never shown by this site, only saved: no browser guesses its type, and one
that opens it all the same runs nothing in the site's name.
"""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from kasuhara_plugin.inquiries import attachment_store as store
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.inquiries.file_names import name_on_disk
from kasuhara_plugin.inquiries.inbox.rights import may
from kasuhara_plugin.inquiries.models import Inquiry

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@require_safe
def download(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse | FileResponse:
    if not may(request.user, "view", get_object_or_404(Inquiry, pk=pk)):
        raise PermissionDenied
    attachment = get_object_or_404(Attachment, pk=attachment_pk, inquiry=pk)
    content = store.opened(attachment.stored_as) if attachment.is_kept else None
    if content is None:
        return _missing(request, attachment)
    return FileResponse(
        content,
        as_attachment=True,
        filename=name_on_disk(attachment.name),
        content_type="application/octet-stream",
        headers=HEADERS,
    )


def _missing(request: HttpRequest, attachment: Attachment) -> HttpResponse:
    return render(
        request,
        "kasuhara_plugin/admin/attachment_missing.html",
        {"attachment": attachment},
        status=404,
    )


pattern = path("<int:pk>/attachments/<int:attachment_pk>/", download, name="attachment")
