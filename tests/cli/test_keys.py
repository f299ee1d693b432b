"""`legalaid keys`: what the commands say; what they do is shown in tests/drills/test_rotation.py."""

from dataclasses import replace

from legalaid import crypto
from legalaid.actions import workers
from tests.builders import Office
from tests.cli.conftest import Run


def test_the_commands_say_what_they_did(office: Office, run: Run) -> None:
    home = {"LEGALAID_DATABASE": office.runtime.settings.url}
    office.ask()
    old = office.runtime.keys.current
    assert run("keys", "status", **home).output == f"{old}（现用）：workers.data_key 1\n"
    done = run("keys", "rotate", **home)
    new = office.runtime.keys.current
    assert (done.exit_code, f"已换上新密钥 {new}，这次改用它加密 1 处" in done.output, old != new) == (0, True, True)
    assert run("keys", "status", **home).output == f"{new}（现用）：workers.data_key 1\n{old}（旧）：没有内容\n"
    assert run("keys", "rotate", "--retire", **home).exit_code == 2
    with office.runtime.write() as session:
        session.info["keys"] = replace(office.runtime.keys.now(), current=old)
        workers.find_or_add(session, office.runtime.system(), name="欧阳示例甲", phone="13912345678")
    done = run("keys", "rotate", **home)
    assert (done.exit_code, f"现用密钥 {new}，这次改用它加密 1 处" in done.output) == (0, True)
    crypto.replace_keys(office.runtime.settings.keys_path, replace(office.runtime.keys.now(), office={new: office.runtime.keys.office[old]}))
    assert run("keys", "status", **home).exit_code == 0
    assert run("keys", "rotate", **home).exit_code == 1, "nothing opens with the wrong key under a right name"
