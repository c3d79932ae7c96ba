import sys

from lines import ask

ask(("127.0.0.1", int(sys.argv[1])), "ask")
