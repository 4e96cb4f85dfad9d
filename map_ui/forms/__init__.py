"""Forms of records, made from their columns. They read and show text; what a value may be is decided by
`layers.engine` alone.
"""

from map_ui.forms.fields import Field
from map_ui.forms.record_form import RecordForm

__all__ = ["Field", "RecordForm"]
