from hypothesis import settings

# A busy machine may stall a single example; how fast things are is measured where a test says so.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
