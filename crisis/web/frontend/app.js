// Entry: starts each behaviour once; every page works without any of them.
