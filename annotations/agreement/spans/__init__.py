"""How far annotators mark the same spans: found at all, with which borders, label and attributes."""
