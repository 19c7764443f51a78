import errno
import logging
import subprocess
import sys
import threading

import pytest

from kg.errors import UsageError
from kg.store import lock
from kg.store.lock import writing, writing_if_free


def test_who_comes_second_says_so_and_waits(tmp_path, caplog):
    done = []

    def second():
        with writing(tmp_path):
            done.append("second")

    other = threading.Thread(target=second)
    with caplog.at_level(logging.WARNING), writing(tmp_path):
        other.start()
        other.join(0.3)
        assert not done
        with writing_if_free(tmp_path) as free:
            assert not free
    other.join(10)
    assert done == ["second"]
    assert f"another build is writing to {tmp_path}: waiting" in caplog.text
    with writing_if_free(tmp_path) as free:
        assert free


def test_who_dies_gives_the_lock_back(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from kg.store.lock import writing\n"
        "with writing(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode
    assert (tmp_path / "store" / ".lock").is_file()
    with writing_if_free(tmp_path) as free:
        assert free


def test_what_cannot_be_a_folder_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match=r"file.*--out"), writing(place):
            pass

    def refuse(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(lock, "_taken", refuse)
    with pytest.raises(UsageError, match=r"cannot write to .*Read-only file system.*--out"), writing(tmp_path):
        pass


def test_a_failure_inside_is_not_taken_for_a_failed_lock(tmp_path):
    with pytest.raises(OSError, match="disk full"), writing(tmp_path):
        raise OSError("disk full")
    with writing_if_free(tmp_path) as free:
        assert free
