"""Maps of a tax year, and ready questions of revenue."""
