"""Lookups that tell more about a request, none of which may cost the page: places, weather, records of customers."""
