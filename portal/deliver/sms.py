"""Text messages. No gateway is connected yet, so each becomes a task at the desk: call or write."""

from portal.config import Mode
from portal.deliver import NotDelivered
from portal.deliver.words import Words
from portal.store.outbox import Message


def is_connected(mode: Mode) -> bool:
    """Whether a text message gets anywhere: in the demonstration its mailbox takes them all."""
    return mode is Mode.DEMO


def send(_message: Message, _words: Words) -> None:
    """Raises NotDelivered("no-channel"): a person must tell the citizen."""
    raise NotDelivered("no-channel")
