"""From YAML that a person wrote to compiled rules, or to every problem in it with its place."""
