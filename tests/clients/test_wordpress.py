"""WordPress turns the address of a page into a frame, by itself: what Debian ships, with a database of its own."""

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.clients.conftest import Browse, needs
from tests.servers import free_port, wait


@contextmanager
def database() -> Iterator[Path]:
    """A MariaDB of its own that nobody reaches but through a socket; the socket."""
    # The path of a socket may be no longer than 107 characters, which a test's own folder often is.
    with TemporaryDirectory() as name:
        folder, socket = Path(name) / "data", Path(name) / "socket"
        common = ["--no-defaults", "--user=root", f"--datadir={folder}"]
        quick = ["--skip-test-db", "--auth-root-authentication-method=normal"]
        subprocess.run(["mariadb-install-db", *common, *quick], check=True, capture_output=True, timeout=120)
        (folder / "wordpress").mkdir()
        small = [
            "--skip-networking",
            "--skip-grant-tables",
            "--innodb-buffer-pool-size=16M",
            "--performance-schema=OFF",
        ]
        with subprocess.Popen(
            ["mariadbd", *common, *small, f"--socket={socket}"], stderr=subprocess.DEVNULL
        ) as process:
            try:
                end = time.monotonic() + 60
                while not socket.exists() and time.monotonic() < end:
                    time.sleep(0.1)
                yield socket
            finally:
                process.terminate()


@pytest.fixture(scope="module")
def blog(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a post that holds nothing but the address of one of our pages."""
    needs("php", "mariadbd", "mariadb-install-db", "/usr/share/wordpress")
    if os.geteuid() != 0:
        pytest.skip("MariaDB is started as root here.")
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    with database() as socket:
        environment = {
            **os.environ,
            "SOCKET": str(socket),
            "CONTENT": str(tmp_path_factory.mktemp("blog")),
            "SITE": site,
            "EMBED": f"{server}/embed/sv/servicepyramiden",
            # WordPress asks itself things while it answers.
            "PHP_CLI_SERVER_WORKERS": "2",
        }
        script = Path(__file__).with_name("wordpress.php")
        program = ["php", "-S", f"127.0.0.1:{port}", "-t", "/usr/share/wordpress", str(script)]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(program, env=environment, stderr=quiet, start_new_session=True) as process:
            try:
                wait(f"{site}/")
                yield f"{site}/"
            finally:
                # Its workers, too.
                os.killpg(process.pid, signal.SIGTERM)


def test_an_address_alone_in_a_post_becomes_a_quotation_and_a_frame(blog: str, server: str) -> None:
    with urllib.request.urlopen(blog) as answer:  # noqa: S310 -- our own server
        post = answer.read().decode()
    address = f"{server}/embed/sv/servicepyramiden"
    quotation = re.search(r'<blockquote class="wp-embedded-content" data-secret="(\w+)">.*?</blockquote>', post)
    frame = re.search(r'<iframe class="wp-embedded-content" sandbox="allow-scripts"[^>]*></iframe>', post)
    assert quotation is not None
    assert frame is not None

    assert f'<a href="{address}">Servicepyramiden</a>' in quotation[0]
    assert f'src="{address}#?secret={quotation[1]}"' in frame[0]
    assert 'title="Servicepyramiden"' in frame[0]


def test_the_frame_grows_to_the_height_that_its_page_tells(blog: str, browse: Browse) -> None:
    """WordPress gives no frame more than 1,000 pixels."""
    [seen] = browse([{"step": "post", "url": blog}])

    assert seen["told"] > 480
    assert seen["height"] == min(seen["told"], 1000)
    assert not seen["quoted"]
