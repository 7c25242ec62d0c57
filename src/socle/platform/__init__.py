"""What every domain needs and no domain owns: funds and people's access, acts, two times, files.

One Django app; each folder keeps its own models, gathered in `platform.models`.
"""
