import sys, io, threading, builtins
class Odd(threading.Thread):
    def __getattribute__(self, name):
        return super().__getattribute__(name)
    @property
    def name(self): return "odd"
    def run(self): out.append(self.name)
out = []
t = Odd(); t.start(); t.join(); print(out)
class Callable:
    def __call__(self): out.append("called")
    def __getattr__(self, name): print("asked for", name); raise AttributeError(name)
    def __repr__(self): print("repr"); return "R"
t = threading.Thread(target=Callable()); t.start(); t.join(); print(out)
builtins.open = None
t = threading.Thread(target=lambda: out.append(1)); t.start(); t.join(); print(out)
