"""The messages written by hand, in a fixed order: a message's place is the number of its base."""

from ..message import Message
from .artwork import ARTWORK
from .asking import ASKING
from .colour import COLOUR
from .conduct import CONDUCT
from .delivery import DELIVERY
from .finishing import FINISHING
from .letters import LETTERS
from .money import MONEY
from .quantity import QUANTITY
from .trade import TRADE

MESSAGES: list[Message] = [
    *DELIVERY,
    *COLOUR,
    *FINISHING,
    *QUANTITY,
    *MONEY,
    *ARTWORK,
    *ASKING,
    *CONDUCT,
    *TRADE,
    *LETTERS,
]
