"""Killed under load, the web process and the database server: what was acknowledged is there, once."""

import time
from pathlib import Path
from random import Random

import pytest

from tests import postgres
from tests.builders import Office
from tests.conftest import missing
from tests.drills.loading import balance, loading, on_cluster, serving

KILLS = [3, pytest.param(20, marks=pytest.mark.full)]


@pytest.mark.both
@pytest.mark.parametrize("kills", KILLS)
def test_the_web_process_is_killed_again_and_again_and_nothing_acknowledged_is_lost_or_doubled(office: Office, tmp_path: Path, kills: int) -> None:
    rng = Random(20261126)
    with serving(office, tmp_path / "web.log") as web:
        with loading(office, web) as load:
            for _ in range(kills):
                load.more(rng.randint(2, 25))
                time.sleep(rng.uniform(0, 0.05))  # anywhere in a request
                web.end()
                web.start()
            load.more(5)
        load.finish()
    balance(office, load, f"网页进程强杀 {kills} 次（{office.runtime.database.engine.dialect.name}）")
    assert load.answers.keys() & {"ConnectionRefusedError", "ConnectionResetError", "RemoteDisconnected"}, "each kill met callers at work"


@pytest.mark.parametrize("kills", KILLS)
def test_the_database_server_is_killed_and_the_office_goes_on_when_it_is_back(tmp_path: Path, kills: int) -> None:
    if postgres.bin_folder() is None:
        missing("PostgreSQL (Debian package postgresql)")
    rng = Random(20261127)
    with postgres.running() as cluster, on_cluster(cluster, tmp_path) as office:
        with serving(office, tmp_path / "web.log") as web:
            with loading(office, web) as load:
                for _ in range(kills):
                    load.more(rng.randint(2, 25))
                    time.sleep(rng.uniform(0, 0.05))
                    cluster.kill()
                    assert (web.status("/health/live"), web.status("/health/ready"), web.status("/")) == (200, 500, 500), "the process lives and says what is wrong"
                    cluster.start()
                load.more(5)
            load.finish()
        office.runtime.database.dispose()  # what it held is gone with the server
        balance(office, load, f"数据库服务器强杀 {kills} 次")
        assert load.answers["500"] + load.answers["503"] > 0, "each kill met callers at work"
