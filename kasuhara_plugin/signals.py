"""For the host site. All are sent after the commit of what they tell of.

- ``inquiry_received(inquiry, verdict)``, also for what is held
- ``inquiry_joined(inquiry, verdict)``: the same was said before; ``inquiry.first`` is the thread
- ``flag_decided(flag, decision)``
- ``order_refused(refusal, restriction)``
- ``order_held(held)`` and ``order_hold_ended(held)``: ``held.outcome`` is ``released`` or ``cancelled``
- ``note_changed(note)``
"""

from django.dispatch import Signal

inquiry_received = Signal()
inquiry_joined = Signal()
flag_decided = Signal()
order_refused = Signal()
order_held = Signal()
order_hold_ended = Signal()
note_changed = Signal()
