"""Benefits of the Central African Republic, one module a scheme."""
