"""Carries plain requests by our own protocols, from the visitor's connection to the shop's and back, without tasks."""
