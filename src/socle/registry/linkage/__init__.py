"""Weighing how likely two files are one person's (rapprochement probabiliste), a million at once.

Pure: columns of numbers in, weighed pairs out. Fellegi and Sunter's model: each field adds points,
by how much likelier its agreement is between two files of one person than between two persons.
"""

from socle.registry.linkage.weighing import linked

__all__ = ["linked"]
