"""From an empty machine to a running office: standard library only, because it runs before anything is installed."""
