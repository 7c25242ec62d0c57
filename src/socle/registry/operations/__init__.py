"""Acts of the register. Each public function performs one act of the catalogue, in one transaction.

They take the request that `platform.acts.operations.submit` has checked field by field; what a
field alone cannot tell (a number already taken, a person not known) is refused here.
"""
