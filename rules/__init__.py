"""What should they see? A context and a rulebook give a decision: edits as data, and a reason for every rule."""
