"""Taking over files of another body (reprise): persons by sets, families and affiliates by acts.

A file is handed in (`receiving`), tried on the register without writing (`checking`), confirmed,
and written (`writing`): persons slice by slice, each one act; other rows an act each.
"""

from socle.registry.importing.at_once import import_persons

__all__ = ["import_persons"]
