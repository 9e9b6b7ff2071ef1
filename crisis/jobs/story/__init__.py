"""The demo's story as data: the dealer whose cars stall after a service, adapted from the written case dev-01."""
