"""Benefits as formulas: who has a right, to how much, by which steps.

French: prestations ; conditions d'ouverture du droit, liquidation. A country folder declares a
benefit (`definition`) out of conditions and terms, as names of parameters and of facts; on a day
and for some choices it becomes a formula of whole-number arithmetic, for one person or a column.
"""
