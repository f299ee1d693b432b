"""Guards of the checklist (`tests/house/checklist.py`), each taken out once to see the tests that show it fail: `python -m tests.guards`."""
