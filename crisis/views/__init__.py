"""PROJECTIONS: what a given reader may see; the only producer of outgoing data for pages, API, sockets and exports."""
