"""Drawing on the map: who may draw which register, the true shapes to snap to, what the rules say of a shape."""
