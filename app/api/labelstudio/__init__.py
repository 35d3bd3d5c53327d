"""The addresses that clients of Label Studio ask, answered by the same rules as our own pages."""
