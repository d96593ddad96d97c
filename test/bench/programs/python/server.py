# A server with a thread for each connection, and four clients.
import time

begun = time.monotonic_ns()
import threading, http.server, http.client
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body=b'hello %d'%threading.active_count()
        self.send_response(200); self.send_header('Content-Length',str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self,*a): pass
s=http.server.ThreadingHTTPServer(('127.0.0.1',0),H)
t=threading.Thread(target=s.serve_forever,daemon=True); t.start()
def client():
    for _ in range(150):
        c=http.client.HTTPConnection('127.0.0.1',s.server_address[1]); c.request('GET','/'); c.getresponse().read(); c.close()
cs=[threading.Thread(target=client) for _ in range(4)]
for c in cs: c.start()
for c in cs: c.join()
s.shutdown()

print((time.monotonic_ns() - begun) / 1e6)
