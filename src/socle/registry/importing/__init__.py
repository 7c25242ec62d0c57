"""Taking over files of another body (reprise): persons and filiations by sets, the rest by acts.

A file is handed in (`receiving`), tried on the register without writing (`checking`), confirmed,
and written (`writing`): persons and filiations a slice an act, other rows an act each.
"""

from socle.registry.importing.at_once import import_persons

__all__ = ["import_persons"]
