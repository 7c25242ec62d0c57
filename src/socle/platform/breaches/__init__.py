"""The register of breaches of personal data (registre des violations): what happened, who was told.

Nothing of it is taken away: what is learnt later is stated anew beside what was known first.
"""
