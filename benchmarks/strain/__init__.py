"""What the overload and the soak are made of: a shop with faults, its visitors, and Devanture between them, watched."""
