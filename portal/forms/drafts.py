"""What the pages of a journey with a draft carry: the mark of whose page it is, and the key of the draft."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import InputRequired

from portal.forms.base import PortalForm
from portal.forms.fields import KeyField


class DraftForm(PortalForm):
    """One page of a journey. `whose` tells whose page it is, `key` which draft it belongs to."""

    key = KeyField()
    whose = HiddenField(validators=[InputRequired()])

    def words(self) -> dict[str, Any]:
        """What the page says, by name; call it on a valid form only."""
        return {field.name: field.data or None for field in self.asked()}
