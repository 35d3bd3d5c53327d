"""Label Studio: labeling configs made of codebooks and read back, its JSON, and what its results must be."""
