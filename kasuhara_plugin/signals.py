"""For the host site. All are sent after the commit of what they tell of.

- ``inquiry_received(inquiry, verdict)``
- ``flag_decided(flag, decision)``
- ``order_refused(refusal, restriction)``
- ``note_changed(note)``
"""

from django.dispatch import Signal

inquiry_received = Signal()
flag_decided = Signal()
order_refused = Signal()
note_changed = Signal()
