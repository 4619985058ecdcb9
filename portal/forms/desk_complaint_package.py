"""What goes along when somebody fetches the papers of a complaint: the passphrase that was shown to them."""

from wtforms import HiddenField
from wtforms.validators import Regexp

from portal.forms.base import PortalForm


class PackageForm(PortalForm):
    """Nothing to fill in. The passphrase is made by us and kept nowhere: it is on the page, and comes back with the press."""

    passphrase = HiddenField(
        validators=[Regexp(r"^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$")]
    )
