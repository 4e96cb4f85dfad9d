"""A recorded journey becomes a clean line: impossible points told and left out, stops found, the rest drawn."""
