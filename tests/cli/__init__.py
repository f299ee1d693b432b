"""The command line, most of it through click's runner; what only a process shows, as a process."""
