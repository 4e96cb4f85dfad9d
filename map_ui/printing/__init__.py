"""Maps on paper, true to scale: drawn on the server in millimetres from the same declarations as the map."""
