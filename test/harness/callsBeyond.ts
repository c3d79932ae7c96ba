// Programs in Python, for a container that has it, that call somebody beyond the host in one way each and print what it came to.

export const callTls = `
import socket, ssl, sys
at, named, pem = sys.argv[1:4]
context = ssl.create_default_context(cadata=pem)
if named == "":
    context.check_hostname = False
try:
    raw = socket.create_connection((at, 443), timeout=15)
    call = context.wrap_socket(raw, server_hostname=named or None)
    call.sendall(b"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
    print(call.recv(4096).decode().split("\\r\\n\\r\\n")[1])
except Exception as error:
    print(type(error).__name__)
`;

export const callInPieces = `
import socket, ssl, sys, time
name, pem = sys.argv[1:3]
context = ssl.create_default_context(cadata=pem)
inward, outward = ssl.MemoryBIO(), ssl.MemoryBIO()
tls = context.wrap_bio(inward, outward, server_hostname=name)
call = socket.create_connection((name, 443), timeout=8)
call.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
def handshake():
    try:
        tls.do_handshake()
        return True
    except ssl.SSLWantReadError:
        return False
handshake()
hello = outward.read()
for at in range(0, len(hello), 90):
    call.sendall(hello[at:at + 90])
    time.sleep(0.02)
while True:
    heard = call.recv(65536)
    if heard == b"":
        sys.exit("closed")
    inward.write(heard)
    if handshake():
        break
call.sendall(outward.read())
tls.write(b"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
call.sendall(outward.read())
while True:
    try:
        print(tls.read().decode().split("\\r\\n\\r\\n")[1])
        break
    except ssl.SSLWantReadError:
        inward.write(call.recv(65536))
`;

export const callHttp = `
import http.client, sys
at, host, port, path = (sys.argv[1:] + ["80", "/"][len(sys.argv) - 3:])[:4]
call = http.client.HTTPConnection(at, int(port), timeout=8)
call.request("GET", path, headers={"Host": host})
answer = call.getresponse()
print(answer.status, answer.read().decode().strip())
`;

export const callTcp = `
import socket, sys
try:
    call = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=8)
    if len(sys.argv) > 3:
        call.sendall(sys.argv[3].encode())
    print(call.recv(4096).decode() or "closed")
except Exception as error:
    print(type(error).__name__)
`;

export const sendDatagram = `
import socket, sys
try:
    socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", (sys.argv[1], 443))
    print("sent")
except Exception as error:
    print("OSError" if isinstance(error, OSError) else type(error).__name__)
`;

/** Calls again and again, until it is enough; tells how many were answered, and what others came to. */
export const callAgain = `
import json, os, socket, ssl, sys, time
name, pem = sys.argv[1:3]
context = ssl.create_default_context(cadata=pem)
answered, failed = 0, []
while not os.path.exists("/tmp/enough"):
    try:
        call = context.wrap_socket(socket.create_connection((name, 443), timeout=10), server_hostname=name)
        call.sendall(b"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
        call.recv(4096)
        call.close()
        answered += 1
    except Exception as error:
        failed.append(repr(error))
    time.sleep(0.1)
print(json.dumps({"answered": answered, "failed": failed}))
`;

/** Asks for a page over so many connections, a thousand at a time, and keeps all that are answered; tells how many were. */
export const callMany = `
import json, resource, select, socket, sys, time
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
name, count = sys.argv[1], int(sys.argv[2])
place = (socket.gethostbyname(name), 80)
request = b"GET / HTTP/1.1\\r\\nHost: " + name.encode() + b"\\r\\n\\r\\n"
words = {"open": 0, "refused": 0, "other": 0}
poll, going, kept, begun = select.epoll(), {}, [], 0
started = time.monotonic()
def come_to(call, event):
    try:
        if event == select.EPOLLOUT:
            call.send(request)
            return None
        said = call.recv(4096)
    except ConnectionError:
        return "refused"
    return "open" if b" 200 " in said else "refused" if said == b"" else "other"
while (begun < count or going) and time.monotonic() - started < 60:
    while begun < count and len(going) < 1000:
        call = socket.socket()
        call.setblocking(False)
        call.connect_ex(place)
        going[call.fileno()] = call
        poll.register(call, select.EPOLLOUT)
        begun += 1
    for number, event in poll.poll(1):
        call = going[number]
        word = come_to(call, event)
        if word is None:
            poll.modify(number, select.EPOLLIN)
            continue
        words[word] += 1
        poll.unregister(number)
        del going[number]
        if word == "open":
            kept.append(call)
        else:
            call.close()
print(json.dumps({**words, "seconds": time.monotonic() - started}))
`;

/** A listed name asked for in four ways; three that nobody lists in two ways, by UDP and by TCP; and another server. */
export function dnsQuestions(listed: string, server: string): string[] {
  const kinds = { a: 1, txt: 16, aaaa: 28, https: 65 } as const;
  const others = ["evil.example.com", `carried.out.${listed}`, "elsewhere.example"];
  return [
    ...[kinds.a, kinds.txt, kinds.aaaa, kinds.https].map(kind => `${listed} ${kind} udp`),
    ...others.flatMap(name =>
      [kinds.a, kinds.txt].flatMap(kind => ["udp", "tcp"].map(over => `${name} ${kind} ${over}`)),
    ),
    ...["udp", "tcp"].map(over => `evil.example.com ${kinds.a} ${over} ${server}`),
  ];
}

/**
 * Questions of DNS in the raw, each a name, its type by number, udp or tcp, and whom it is for; prints of each the answer's
 * code and how many answers there are, or the name of the error.
 */
export const askDns = `
import socket, struct, sys
own = [line.split()[1] for line in open("/etc/resolv.conf") if line.startswith("nameserver")]
def ask(name, kind, transport, server=own[0]):
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    question = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + labels + b"\\0" + struct.pack(">HH", int(kind), 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM) as call:
        call.settimeout(2)
        call.connect((server, 53))
        call.sendall(question if transport == "udp" else struct.pack(">H", len(question)) + question)
        answer = call.recv(4096)[0 if transport == "udp" else 2:]
    return str(answer[3] & 15) + " " + str(struct.unpack(">H", answer[6:8])[0])
for question in sys.argv[1:]:
    try:
        print(ask(*question.split()))
    except OSError:
        print("OSError")
`;

export const resolve = `
import socket, sys
print(socket.gethostbyname(sys.argv[1]))
`;

/** A hello with the extension of an encrypted one, as RFC 9849 has it, beside a server name that is listed. */
export const helloWithEch = `
import os, socket, struct, sys
name = sys.argv[1].encode()
def extension(number, body):
    return struct.pack(">HH", number, len(body)) + body
sni = extension(0, struct.pack(">HBH", len(name) + 3, 0, len(name)) + name)
ech = extension(0xfe0d, struct.pack(">BHHBH", 0, 1, 1, 7, 32) + os.urandom(32) + struct.pack(">H", 144) + os.urandom(144))
versions = extension(43, b"\\x02\\x03\\x04")
extensions = sni + ech + versions
body = b"\\x03\\x03" + os.urandom(32) + b"\\x00" + struct.pack(">H", 2) + b"\\x13\\x01" + b"\\x01\\x00" + struct.pack(">H", len(extensions)) + extensions
hello = b"\\x01" + struct.pack(">I", len(body))[1:] + body
try:
    call = socket.create_connection((sys.argv[1], 443), timeout=8)
    cut = hello.index(b"\\xfe\\x0d") + 1 if "split" in sys.argv else len(hello)
    for part in (hello[:cut], hello[cut:]):
        if part:
            call.sendall(b"\\x16\\x03\\x01" + struct.pack(">H", len(part)) + part)
    print("closed" if call.recv(16) == b"" else "answered")
except Exception as error:
    print(type(error).__name__)
`;
