import socket

import pytest

from trunkline.cli.preflight import free_port
from trunkline.errors import SetupError


def test_a_taken_port_is_told_with_the_setting_that_moves_it():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=f"port {port} on 127.0.0.1 is taken: set TRUNKLINE_PORT"):
            free_port("127.0.0.1", port, setting="TRUNKLINE_PORT")


def test_port_zero_becomes_a_port_that_can_be_listened_on():
    port = free_port("127.0.0.1", 0, setting="TRUNKLINE_PORT")
    socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host"])
def test_an_address_of_another_machine_is_told_as_such(host: str):
    with pytest.raises(SetupError, match=f"TRUNKLINE_HOST={host} is not an address of this machine"):
        free_port(host, 0, setting="TRUNKLINE_PORT")
