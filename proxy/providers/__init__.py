"""Lookups that tell more about a request, none of which may cost the page: geo now, more later."""
