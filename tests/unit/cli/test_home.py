from pathlib import Path

import pytest

from trunkline.cli import home
from trunkline.errors import SetupError


def test_credentials_are_read_back_and_nobody_else_may_read_them(tmp_path: Path):
    known = home.Credentials("http://127.0.0.1:1", "owner@example.com", "secret", "tl_x")
    home.save_credentials(tmp_path, known)
    assert home.load_credentials(tmp_path) == known
    assert [file.stat().st_mode & 0o777 for file in tmp_path.iterdir()] == [0o600]


def test_without_credentials_there_are_none(tmp_path: Path):
    assert home.load_credentials(tmp_path) is None


def test_a_broken_credentials_file_is_told_by_its_name(tmp_path: Path):
    (tmp_path / "credentials.json").write_text("{")
    with pytest.raises(SetupError, match=r"credentials\.json cannot be read: remove it"):
        home.load_credentials(tmp_path)


def test_a_second_start_says_which_process_runs_here(tmp_path: Path):
    with home.claimed(tmp_path):
        home.announce(tmp_path, home.Running(4242, "http://127.0.0.1:8080"))
        with (
            pytest.raises(SetupError, match=r"process 4242 serves http://127\.0\.0\.1:8080"),
            home.claimed(tmp_path),
        ):
            pass


def test_a_home_is_free_again_after_its_process(tmp_path: Path):
    for _ in range(2):
        with home.claimed(tmp_path):
            home.announce(tmp_path, home.Running(1, "http://127.0.0.1:1"))
    assert not (tmp_path / "dev.json").exists()


def test_a_home_below_a_file_is_refused_with_the_settings_name(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="set TRUNKLINE_HOME"):
        home.prepare(tmp_path / "file" / "home")
