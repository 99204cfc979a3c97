"""Lists of the sites that links come from, small enough to stand in the package; who made them is said in each."""
