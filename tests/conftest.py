"""What holds for every test."""

from hypothesis import settings

# A busy machine is no defect: speed is measured in bench/.
settings.register_profile("w2vcheck", deadline=None)
settings.load_profile("w2vcheck")
