"""How rates are numbered, whether they come from a file or from a form."""

SERIES = "kernel.rates.row"
NUMBER = "อ.{seq:05}"
