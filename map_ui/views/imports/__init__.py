"""The wizard by which files become records: send, look, match, judge, correct, write, take back."""
