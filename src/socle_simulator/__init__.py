"""Partners that are not there: processes of their own, for tests and demonstrations.

They import nothing of Socle, so that no mistake is shared: what Socle writes is read here as a bank
or a registry of the State reads it, and what each received and did is in its own record.
"""
