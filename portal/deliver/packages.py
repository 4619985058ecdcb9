"""The one door for packages: which channels a municipality has, and handing a package to one of them. One file per channel.

In the demonstration every channel ends in its own data folder, whatever is set.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from portal.config import Mode, Settings
from portal.deliver import NotDelivered, archive_folder
from portal.deliver.packed import Package, Receipt
from portal.deliver.svarut import SvarUtChannel
from portal.deliver.svarut_file import SvarUt, load_svarut
from portal.rules.complaint_out import Way


class Packages:
    """The channels of this installation. Raises SvarUtFileError when it is made from a file that is not whole."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Calls nobody yet."""
        self.settings = settings
        self.archive = settings.archive
        self.svarut: SvarUt | None = load_svarut(settings)
        self._channel = SvarUtChannel(settings, self.svarut, clock) if self.svarut else None

    def configured(self, municipality: str) -> frozenset[Way]:
        """What is set up for the municipality with this number."""
        found = {Way.ARCHIVE} if self.archive else set()
        demo = self.settings.mode is Mode.DEMO
        if demo or (self.svarut and municipality in self.svarut.municipalities):
            found.add(Way.SVARUT)
        return frozenset(found)

    def deliver(self, package: Package, channel: str, *, again: bool = False) -> Receipt:
        """Hand a package over. `again`: an earlier try may have come through. Raises NotDelivered."""
        if self.settings.mode is Mode.DEMO:
            return archive_folder.deliver(package, demo_folder(self.settings, channel))
        if channel == Way.ARCHIVE and self.archive:
            return archive_folder.deliver(package, self.archive)
        if channel == Way.SVARUT and self._channel:
            return self._channel.deliver(package, again=again)
        raise NotDelivered("no-channel")


def demo_folder(settings: Settings, channel: str) -> Path:
    """Where the demonstration's packages lie, one folder for each channel."""
    return settings.data_dir / channel
