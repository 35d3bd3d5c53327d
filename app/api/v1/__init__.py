"""Our own API: a small one, for what the pages do, with a document that is made of the calls themselves."""
