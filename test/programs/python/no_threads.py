import sys
print(sorted(m for m in sys.modules if "thread" in m) == [] or "threading" in sys.modules)
print(sys.argv[1:], sys.path[0] == __file__.rpartition("/")[0])
sys.exit("a message")
