"""What leaves the house, from the outbox: one file per channel."""

# No later try can change these; a person must take over at once.
FINAL = frozenset({"bad-address", "no-channel", "not-taken", "reserved"})


class NotDelivered(Exception):
    """A message that did not go. `reason` is a short code; never an address, never a text.

    bad-address  no address a mail can go to
    later        the receiver asked us to come back (4xx; of SvarUt 5xx), or a file is not looked through yet
    no-channel   this installation has nothing to send it with
    no-words     we have no text for it
    not-let-in   Maskinporten or the receiver does not know us
    not-taken    the receiver cannot take this, now or later
    refused      the receiver said no (5xx)
    register     the contact register is away, or answers what we cannot read
    reserved     the citizen wants nothing electronic: it becomes a letter
    tls          the receiver's certificate does not fit
    unreadable   the receiver answers what we cannot read; whether it has it nobody knows
    unreachable  no contact, a silent server, or a line that was cut
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
