"""DOORS for people and programs: pages, the JSON API and sockets, one blueprint per noun."""
