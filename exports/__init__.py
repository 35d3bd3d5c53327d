"""What leaves the house: records in, bytes out.

`write_bundle` writes one reproducible ZIP of a `Bundle`; `write_one` writes a single table of it;
`read_bundle` reads a bundle back and checks it.
"""
