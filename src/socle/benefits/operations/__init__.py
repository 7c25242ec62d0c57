"""Acts of benefits. Each public function performs one act of the catalogue, in one transaction."""
