"""Where posts wait until their receivers have taken them, and when visitors are looked at though nobody asks."""
