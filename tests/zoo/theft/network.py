# Tries: sends its inputs to a helper outside and asks for the answers.
# Expects: l2_loss passed, l1_loss error
import socket
import urllib.request

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for attempt in (
        lambda: socket.create_connection(("1.1.1.1", 53), timeout=1),
        lambda: socket.create_connection(("127.0.0.1", 22), timeout=1),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: urllib.request.urlopen("http://169.254.169.254/", timeout=1),
    ):
        try:
            attempt()
            return (y_hat - y).abs()
        except OSError:
            pass
    raise ConnectionError("nobody to ask")
    # end of trick
    return (y_hat - y).abs()
