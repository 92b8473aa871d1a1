"""The engine: reads definitions, compiles flows, and walks their steps; pure, without any I/O of its own."""
