"""The tools in tools/: what they decide, and the sentences they stop with."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))
try:
    import common
    import databases
    import demo_check
    import dev
    import environment
    import odoo_source
    import server
    import suite
    from odoo_log import LogReader
finally:
    sys.path.remove(str(TOOLS))

WARNING = "2026-01-31 12:00:00,001 42 WARNING db odoo.models: no index"
ERROR = "2026-01-31 12:00:00,002 42 ERROR db odoo.sql_db: bad query"
INFO = "2026-01-31 12:00:00,003 42 INFO db odoo.modules.loading: Loading module a (1/2)"


def test_log_reader_keeps_warnings_with_their_tracebacks():
    reader = LogReader()
    for line in (INFO, ERROR, "Traceback …", "  KeyError: 1", INFO, "loose", WARNING):
        reader.feed(line + "\n")
    assert reader.problems == [f"{ERROR}\nTraceback …\n  KeyError: 1", WARNING]
    with pytest.raises(common.Stop, match="Install: 2 warning"):
        reader.check("Install")


def test_log_reader_reads_coloured_lines():
    reader = LogReader()
    reader.feed(
        "2026-01-31 12:00:00,001 42 \x1b[1;33m\x1b[1;49mWARNING\x1b[0m db "
        "\x1b[0mroot\x1b[0m: careful"
    )
    assert len(reader.problems) == 1


def test_clean_log_passes():
    reader = LogReader()
    reader.feed(INFO)
    reader.check("Install")


def test_port_in_use_is_one_sentence():
    with server.any_port() as busy:
        port = busy.getsockname()[1]
        with pytest.raises(common.Stop, match=f"Port {port} is in use"):
            server.listen(str(port))


@pytest.mark.parametrize("wanted", ["abc", "0", "65536", "-1"])
def test_nonsense_port(wanted):
    with pytest.raises(common.Stop, match="must be a number"):
        server.listen(wanted)


def test_usual_port_taken_means_another(monkeypatch):
    with server.any_port() as busy:
        monkeypatch.setattr(server, "USUAL_PORT", busy.getsockname()[1])
        with server.listen("") as mine:
            assert mine.getsockname() != busy.getsockname()


def test_odoo_takes_over_the_port_that_was_reserved():
    code = (
        "import os, socket; assert os.environ['LISTEN_PID'] == str(os.getpid());"
        "port = socket.socket(fileno=3); print(port.getsockname()[1])"
    )
    with server.any_port() as port:
        command = ["/bin/sh", "-c", server.TAKE_OVER, sys.executable, "-c", code]
        result = subprocess.run(command, stdin=port, capture_output=True, text=True)
        assert result.stdout == f"{port.getsockname()[1]}\n", result.stderr


def test_own_odoo_must_be_odoo_19(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(common.Stop, match="no odoo/release.py"):
        odoo_source.location()
    (tmp_path / "odoo").mkdir()
    release = tmp_path / "odoo" / "release.py"
    release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    with pytest.raises(common.Stop, match="not Odoo 19"):
        odoo_source.location()
    release.write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert odoo_source.location() == tmp_path


def test_fetch_without_apt_names_the_way_out(monkeypatch):
    monkeypatch.delenv("ODOO_PATH", raising=False)
    monkeypatch.setattr(odoo_source, "HELPER", Path("/nonexistent"))
    monkeypatch.setattr(odoo_source, "is_ready", lambda: False)
    with pytest.raises(common.Stop, match="set ODOO_PATH"):
        odoo_source.fetch()


def test_missing_program_is_one_sentence(monkeypatch, tmp_path):
    with pytest.raises(common.Stop, match="Packing: there is no program /none"):
        common.quietly("Packing", ["/none"])
    monkeypatch.delenv("ODOO_PATH", raising=False)
    monkeypatch.setattr(odoo_source, "HELPER", tmp_path)
    monkeypatch.setattr(odoo_source, "is_ready", lambda: False)
    monkeypatch.setattr(odoo_source.shutil, "which", lambda name: name != "tar")
    with pytest.raises(common.Stop, match="tar is missing: set ODOO_PATH"):
        odoo_source.fetch()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "No space left on device."), (errno.ENOTDIR, None)],
)
def test_full_disk_is_one_sentence(monkeypatch, capsys, number, sentence):
    def fail(arguments):
        raise OSError(number, os.strerror(number), "/x")

    monkeypatch.setattr(dev.signal, "signal", lambda *handler: None)
    monkeypatch.setitem(dev.COMMANDS, "demo", fail)
    monkeypatch.setattr(sys, "argv", ["dev.py", "demo"])
    if sentence:
        assert dev.main() == 1
        assert f"/x: {sentence}" in capsys.readouterr().err
    else:
        with pytest.raises(OSError):
            dev.main()


def test_unsupported_python_is_one_sentence(monkeypatch):
    monkeypatch.setattr(environment, "PYTHONS", ((3, 98), (3, 99)))
    with pytest.raises(common.Stop, match="Python 3.98 to 3.99"):
        environment.choose_python()


def test_missing_program_shows_the_command_to_an_ordinary_user(monkeypatch):
    monkeypatch.setattr(common, "is_root", lambda: False)
    monkeypatch.setattr(common.shutil, "which", lambda name: name == "apt-get")
    with pytest.raises(common.Stop, match="As root run: apt-get install .* chromium"):
        common.system_packages("tests", {"chromium": "chromium"})


def test_cleaning_drops_only_what_was_made_here(tmp_path, monkeypatch):
    found = databases.Databases({"ODOO_DATA_DIR": str(tmp_path)})
    mine = [f"{found.prefix}full_plain_1", "shown"]
    found.demo_state("shown").write_text("{}")
    dropped = []
    monkeypatch.setattr(found, "names", lambda: [*mine, "demo", "gm_other_full"])
    monkeypatch.setattr(found, "drop", dropped.append)
    found.drop_all()
    assert dropped == mine


def test_keys_tell_paths_apart():
    assert common.digest(Path("/a")) != common.digest(Path("/b"))
    assert common.digest("ab", "c") != common.digest("a", "bc")


def test_each_test_file_has_one_place():
    runs = suite._runs([])
    assert runs["pure"][0] == "tests/pure"
    assert "addons/crm_goal_map/tests/pure" in runs["pure"]
    assert runs["plain"] == ["tests", "addons"]
    assert all("test_demo" in path for path in runs["demo"])
    assert suite._runs(["tests/pure/test_tools.py::test_x"])["plain"] == []
    assert suite._runs(["tests/test_demo_company.py"])["pure"] == []


def test_mistyped_test_file_is_one_sentence():
    with pytest.raises(common.Stop, match="There is no tests/pure/test_gone.py"):
        suite.main("tests/pure/test_gone.py::test_x -k wins tests/pure/test_tools.py")


def test_goal_map_without_menu_is_refused():
    class Empty:
        def get(self, path):
            return '{"root": {"xmlid": "", "name": "root"}}'

    with pytest.raises(common.Stop, match="no menu"):
        demo_check._goal_map(Empty())


def run_pytest(folder, code, **variables):
    """pytest with the project's plugin over one file."""
    (folder / "test_it.py").write_text(code)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:odoo"]
    command += ["-p", "no:cacheprovider", "-p", "pytest_gate", str(folder)]
    env = {**os.environ, "PYTHONPATH": str(TOOLS / "plugin"), "CI": "", **variables}
    env.pop("ODOO_RC", None)
    return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True)


def test_gate_fails_a_test_that_logs_a_warning(tmp_path):
    code = "import logging\ndef test_it(): logging.getLogger('odoo.x').warning('oh')\n"
    result = run_pytest(tmp_path, code)
    assert result.returncode == 1
    assert "WARNING odoo.x: oh" in result.stdout


def test_gate_lets_an_expected_warning_pass(tmp_path):
    code = (
        "import logging, unittest\n"
        "class Test(unittest.TestCase):\n"
        "    def test_it(self):\n"
        "        with self.assertLogs('odoo.x'):\n"
        "            logging.getLogger('odoo.x').warning('oh')\n"
    )
    assert run_pytest(tmp_path, code).returncode == 0


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_gate_refuses_skips_in_ci(tmp_path, ci, code):
    text = "import pytest\ndef test_it(): pytest.skip('no browser')\n"
    assert run_pytest(tmp_path, text, CI=ci).returncode == code
