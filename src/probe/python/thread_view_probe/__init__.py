"""The probe for Python: tells what the threads of this process do. Standard library only, Python 3.8 and newer."""
