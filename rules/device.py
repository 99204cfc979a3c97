"""Tells what kind of device a browser runs on."""

DEVICES = ("desktop", "phone", "tablet", "tv")
