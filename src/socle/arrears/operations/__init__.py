"""Acts of recovery. Each public function performs one act of the catalogue, in one transaction."""
