"""Text messages. No gateway is connected yet, so each becomes a task at the desk: call or write."""

from portal.deliver import NotDelivered
from portal.deliver.words import Words
from portal.store.outbox import Message


def send(_message: Message, _words: Words) -> None:
    """Raises NotDelivered("no-channel"): a person must tell the citizen."""
    raise NotDelivered("no-channel")
