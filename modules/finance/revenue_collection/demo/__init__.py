"""The demo town's three tax years."""
