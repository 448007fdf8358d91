"""The way to a server: certificates of one's own, client certificates, proxies. No host is looked up."""

import json
import select
import socket
import socketserver
import ssl
import subprocess
import threading

import pytest
import servers
from conftest import KEY

CHUNKS = [{"id": "c", "choices": [{"index": 0, "delta": {"content": "reached it"}}]},
          {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
           "usage": {"prompt_tokens": 8, "completion_tokens": 2}}]
STREAM = b"".join(b"data: " + json.dumps(c).encode() + b"\n\n" for c in CHUNKS) + b"data: [DONE]\n\n"
HOST = "api.ingot.test"


class Certificates:
    """A certificate authority with what it signed, made by openssl."""

    def __init__(self, folder):
        self.folder = folder
        self.run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                 "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Corp CA")
        self.sign("server", f"subjectAltName=DNS:{HOST},IP:127.0.0.1", "-days", "30")
        self.sign("client", "extendedKeyUsage=clientAuth", "-days", "30")
        self.sign("old", "subjectAltName=IP:127.0.0.1", "-days", "-1")

    def run(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def sign(self, name: str, extension: str, *validity: str) -> None:
        self.run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                 f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        (self.folder / f"{name}.ext").write_text(extension)
        self.run("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                 "-CAcreateserial", "-out", f"{name}.pem", "-extfile", f"{name}.ext", *validity)

    def path(self, name: str) -> str:
        return str(self.folder / name)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def serve_tls(certificates):
    """serve_tls(name, client) is a server with that certificate; with `client` it wants one back."""
    running = []

    def start(name: str = "server", client: bool = False) -> servers.Scripted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.path(f"{name}.pem"), certificates.path(f"{name}.key"))
        if client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(certificates.path("ca.pem"))
        one = servers.Scripted([(200, "text/event-stream", STREAM)])
        # The handshake belongs to the connection's own thread.
        one.server.socket = context.wrap_socket(one.server.socket, server_side=True,
                                                do_handshake_on_connect=False)
        running.append(one)
        return one

    yield start
    for one in running:
        one.stop()


class Proxy:
    """A CONNECT or SOCKS5 proxy that knows one way only: to `port` of this machine."""

    def __init__(self, port: int, socks: bool = False, refuse: bytes = b""):
        self.wanted: list[str] = []
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def read(self, count: int) -> bytes:
                data = b""
                while len(data) < count:
                    data += self.request.recv(count - len(data)) or exit_thread()
                return data

            def handle(self):
                try:
                    (self.socks if socks else self.connect)()
                except OSError:
                    pass

            def connect(self):
                head = b""
                while b"\r\n\r\n" not in head:
                    head += self.request.recv(4096) or exit_thread()
                outer.wanted.append(head.split()[1].decode())
                if refuse:
                    return self.request.sendall(b"HTTP/1.1 " + refuse + b"\r\n\r\n")
                self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                self.pass_on()

            def socks(self):
                self.read(self.read(2)[1])
                self.request.sendall(b"\x05\x00")
                kind = self.read(4)[3]
                name = self.read(self.read(1)[0]) if kind == 3 else self.read(4)
                outer.wanted.append(f"{name.decode()}:{int.from_bytes(self.read(2), 'big')}")
                self.request.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
                self.pass_on()

            def pass_on(self):
                with socket.create_connection(("127.0.0.1", port)) as upstream:
                    ends = [self.request, upstream]
                    while True:
                        for end in select.select(ends, [], [])[0]:
                            data = end.recv(65536)
                            if not data:
                                return
                            ends[1 - ends.index(end)].sendall(data)

        def exit_thread():
            raise OSError("closed")

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def proxy():
    running = []

    def start(*words, **more) -> Proxy:
        running.append(Proxy(*words, **more))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def configure(world, url: str, **own) -> None:
    entry = {"displayName": "it", "model": "some-model", "provider": "generic-chat-completion-api",
             "baseUrl": url, "apiKey": KEY, "ingot": own}
    world.write_settings({"customModels": [entry]})


def ask(world, **environment: str):
    return world.ingot("exec", "-m", "custom:it", "hi", **environment)


# CFG-19, 56
@pytest.mark.parametrize("way", ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_DIR", "caFile"])
def test_a_ca_of_ones_own_is_trusted(world, certificates, serve_tls, tmp_path, way):
    server = serve_tls()
    own = {"caFile": certificates.path("ca.pem")} if way == "caFile" else {}
    environment = {} if own else {way: certificates.path("ca.pem")}
    if way == "SSL_CERT_DIR":
        certificates.run("rehash", ".")
        environment = {way: str(certificates.folder)}
    configure(world, f"https://127.0.0.1:{server.port}/v1", **own)
    done = ask(world, **environment)
    assert done.returncode == 0 and "reached it" in done.stdout, done.stderr
    told = world.ingot("doctor", "--certs", **environment)
    assert told.returncode == 0, told.stdout
    assert str(certificates.folder) in world.ingot("doctor", "--certs", "--json",
                                                   **environment).stdout


# CFG-183: who signed it, and what to do
def test_an_unknown_ca_is_named(world, certificates, serve_tls):
    server = serve_tls()
    configure(world, f"https://127.0.0.1:{server.port}/v1")
    done = ask(world)
    assert done.returncode == 1
    assert ('certificate of 127.0.0.1 is signed by "Corp CA", which this system does not trust; '
            "set SSL_CERT_FILE or ingot.caFile in the entry at ~/.factory/settings.json:"
            in done.stderr), done.stderr
    assert not server.bodies and KEY not in done.stderr


def test_an_old_certificate_and_a_wrong_host_are_told_apart(world, certificates, serve_tls):
    trusted = {"caFile": certificates.path("ca.pem")}
    configure(world, f"https://127.0.0.1:{serve_tls('old').port}/v1", **trusted)
    done = ask(world)
    assert "certificate of 127.0.0.1 expired on " in done.stderr, done.stderr
    assert "check the clock" in done.stderr
    configure(world, f"https://localhost:{serve_tls().port}/v1", **trusted)
    done = ask(world)
    assert done.returncode == 1 and "localhost" in done.stderr, done.stderr


def test_a_ca_file_that_is_none_is_named(world, serve_tls):
    configure(world, f"https://127.0.0.1:{serve_tls().port}/v1", caFile="/nonexistent/ca.pem")
    done = ask(world)
    assert "/nonexistent/ca.pem has no certificate that can be read; correct it in the entry at " \
        in done.stderr, done.stderr
    told = world.ingot("doctor", "--certs")
    assert told.returncode == 1 and "/nonexistent/ca.pem" in told.stdout


# CFG-56
def test_a_client_certificate_is_shown_and_its_absence_told(world, certificates, serve_tls):
    server = serve_tls(client=True)
    url = f"https://127.0.0.1:{server.port}/v1"
    trusted = {"caFile": certificates.path("ca.pem")}
    configure(world, url, **trusted)
    done = ask(world)
    assert done.returncode == 1 and not server.bodies
    assert "set ingot.clientCert and ingot.clientKey" in done.stderr, done.stderr
    configure(world, url, **trusted, clientCert=certificates.path("client.pem"),
              clientKey=certificates.path("client.key"))
    done = ask(world)
    assert done.returncode == 0 and "reached it" in done.stdout, done.stderr
    configure(world, url, **trusted, clientCert=certificates.path("client.pem"),
              clientKey=certificates.path("ca.key"))
    done = ask(world)
    assert done.returncode == 1
    assert "check ingot.clientCert and ingot.clientKey" in done.stderr, done.stderr


# CFG-19: https through CONNECT; the name is looked up by the proxy.
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_https_goes_through_the_proxy(world, certificates, serve_tls, proxy, variable):
    server = serve_tls()
    between = proxy(server.port)
    configure(world, f"https://{HOST}/v1", caFile=certificates.path("ca.pem"))
    environment = {variable: f"http://127.0.0.1:{between.port}"}
    done = ask(world, **environment)
    assert done.returncode == 0 and "reached it" in done.stdout, done.stderr
    assert between.wanted == [f"{HOST}:443"]
    told = world.ingot("doctor", "--proxy", "--json", **environment).stdout
    assert f"through http://127.0.0.1:{between.port} ({variable})" in told


def test_https_goes_through_socks(world, certificates, serve_tls, proxy):
    server = serve_tls()
    between = proxy(server.port, socks=True)
    configure(world, f"https://{HOST}/v1", caFile=certificates.path("ca.pem"))
    done = ask(world, HTTPS_PROXY=f"socks5h://127.0.0.1:{between.port}")
    assert done.returncode == 0 and "reached it" in done.stdout, done.stderr
    assert between.wanted == [f"{HOST}:443"]


def test_plain_http_goes_through_the_proxy_and_loopback_never(world, proxy):
    server = servers.Scripted([(200, "text/event-stream", STREAM)])
    between = proxy(server.port)
    # A proxy for plain http is asked for the whole URL; this server takes that too.
    configure(world, "http://api.ingot.test/v1")
    done = ask(world, HTTP_PROXY=f"http://127.0.0.1:{server.port}")
    assert done.returncode == 0, done.stderr
    assert server.paths == ["http://api.ingot.test/v1/chat/completions"]
    configure(world, f"http://127.0.0.1:{server.port}/v1")
    done = ask(world, HTTP_PROXY=f"http://127.0.0.1:{between.port}")
    assert done.returncode == 0 and not between.wanted, done.stderr
    server.stop()


def test_no_proxy_leaves_a_host_out(world, serve_tls, proxy):
    between = proxy(serve_tls().port)
    configure(world, f"https://{HOST}/v1")
    running = subprocess.Popen(
        [world.binary, "exec", "-m", "custom:it", "hi"], cwd=world.project, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**world.environment, "HTTPS_PROXY": f"http://127.0.0.1:{between.port}",
             "no_proxy": "ingot.test"})
    told = running.stderr.readline()
    running.kill()
    running.communicate()
    assert f"https://{HOST}" in told and not between.wanted, told


def test_a_proxy_that_refuses_is_named(world, serve_tls, proxy):
    between = proxy(serve_tls().port, refuse=b"407 Proxy Authentication Required")
    configure(world, f"https://{HOST}/v1")
    done = ask(world, HTTPS_PROXY=f"http://me:secret-word@127.0.0.1:{between.port}")
    assert done.returncode == 1
    assert "the proxy could not be used" in done.stderr, done.stderr
    assert f"http://127.0.0.1:{between.port} (HTTPS_PROXY)" in done.stderr
    assert "wants a name and a password" in done.stderr and "secret-word" not in done.stderr
    done = ask(world, HTTPS_PROXY=f"http://127.0.0.1:{servers.free_port()}")
    assert "the proxy could not be used" in done.stderr, done.stderr
    assert f"add {HOST} to NO_PROXY" in done.stderr


# docs/decisions/0013: libcurl is opened by the first request.
def test_a_missing_library_is_named(world, tmp_path):
    world.configure(9)
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    (libraries / "libcurl.so.4").write_text("no library")
    run = world.ingot("exec", "hi", LD_LIBRARY_PATH=str(libraries))
    assert run.returncode == 1
    assert "libcurl.so.4 cannot be loaded; install the package libcurl4" in run.stderr
