"""What leaves the house: records in, bytes out."""
