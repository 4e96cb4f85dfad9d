"""Files that come in: read (readers/), matched, judged and committed as one change set."""
