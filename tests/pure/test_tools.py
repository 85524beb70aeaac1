"""The tools in tools/: what they decide, and the sentences they stop with."""

import errno
import importlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import demo_check
import pytest

from tools import (
    common,
    databases,
    demo,
    dev,
    environment,
    odoo_source,
    postgres,
    server,
    suite,
)
from tools.odoo_log import LogReader

PLUGIN = Path(__file__).resolve().parents[1] / "plugin"
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
    def fail():
        raise OSError(number, os.strerror(number), "/x")

    monkeypatch.setattr(dev.signal, "signal", lambda *handler: None)
    monkeypatch.setattr(environment, "choose_python", fail)
    if sentence:
        assert dev.main("count") == 1
        assert f"/x: {sentence}" in capsys.readouterr().err
    else:
        with pytest.raises(OSError):
            dev.main("count")


def test_each_command_of_the_makefile_is_there():
    makefile = (common.ROOT / "Makefile").read_text()
    commands = re.findall(r"\$\(DEV\) ([\w.]+)(?::(\w+))?", makefile)
    assert len(commands) > 15
    for module, function in commands:
        imported = importlib.import_module(module)
        assert callable(getattr(imported, function or "main"))


def test_unsupported_python_is_one_sentence(monkeypatch):
    monkeypatch.setattr(environment, "PYTHONS", ((3, 98), (3, 99)))
    with pytest.raises(common.Stop, match="Python 3.98 to 3.99"):
        environment.choose_python()


def test_missing_program_shows_the_command_to_an_ordinary_user(monkeypatch):
    monkeypatch.setattr(common, "is_root", lambda: False)
    monkeypatch.setattr(common.shutil, "which", lambda name: name == "apt-get")
    with pytest.raises(common.Stop, match="As root run: apt-get install .* chromium"):
        common.system_packages("tests", {"chromium": "chromium"})


class FakeServer(databases.Databases):
    """A server of several checkouts; `dropped` tells what happened to it."""

    def __init__(self, folder, monkeypatch):
        monkeypatch.setenv("PGHOST", "shared")
        super().__init__({"ODOO_DATA_DIR": str(folder)})
        self.dropped = []
        self.there = {
            f"{self.prefix}full_plain_1": self.mark,
            f"{self.prefix}run_1_2": self.mark,
            f"{self.prefix}run_1_2-gw0": "",
            f"{self.prefix}looks_like_ours": "",
            "shown": f'{self.mark} {{"crm_goal_map": "1"}}',
            "shown_draft": "",
            "gm_0123abcd_full_plain_1": "made by checkout 0123abcd",
            "demo": "made by checkout 0123abcd {}",
            "production": "",
        }
        monkeypatch.setattr(databases, "quietly", self.run)

    def comments(self):
        return dict(self.there)

    def run(self, title, command, **kwargs):
        assert title == "dropdb"
        self.dropped.append(command[-1])


def test_only_databases_with_the_mark_of_this_checkout_are_dropped(
    tmp_path, monkeypatch
):
    fake = FakeServer(tmp_path, monkeypatch)
    ours = ("shown", "full_plain_1", "run_1_2-gw0", "run_1_2")
    fake.drop_all()
    names = [name.removeprefix(fake.prefix) for name in fake.dropped]
    assert sorted(names) == sorted(ours)
    assert names.index("run_1_2-gw0") < names.index("run_1_2")
    for name in set(fake.there) - set(fake.dropped):
        with pytest.raises(common.Stop, match="not made by this checkout"):
            fake.drop(name)


def test_an_interrupted_creation_is_taken_back(tmp_path, monkeypatch):
    fake = FakeServer(tmp_path, monkeypatch)
    name = f"{fake.prefix}looks_like_ours"
    (fake.begun / name).touch()
    fake.drop(name)
    assert fake.dropped == [name]


@pytest.mark.parametrize("name", ["demo", "production"])
def test_a_demo_of_somebody_else_is_left_alone(tmp_path, monkeypatch, name):
    fake = FakeServer(tmp_path, monkeypatch)
    with pytest.raises(common.Stop, match="was not made here"):
        demo.prepare(fake, name)
    assert fake.state("shown") == {"crm_goal_map": "1"}


def test_checkouts_have_different_marks(tmp_path, monkeypatch):
    """On one machine by their path, in two containers with the same path by a file."""
    ids = set()
    for home, root in (("a", "x"), ("a", "y"), ("b", "x")):
        monkeypatch.setattr(common, "HOME", tmp_path / home)
        monkeypatch.setattr(common, "ROOT", tmp_path / root)
        ids.add(common.checkout_id())
        assert common.checkout_id() in ids
    assert len(ids) == 3


def test_two_checkouts_on_one_server_do_not_meet(tmp_path, monkeypatch, request):
    """Each makes, sees and drops its own; a stranger's database stays."""
    for variable in postgres.OURS:
        monkeypatch.delenv(variable, raising=False)
    folder = tempfile.TemporaryDirectory()
    request.addfinalizer(folder.cleanup)
    home = Path(folder.name)
    home.chmod(0o755)  # root's PostgreSQL runs as `nobody`
    monkeypatch.setattr(postgres, "HOME", home)
    monkeypatch.setattr(postgres, "OUTSIDE", home)
    with postgres.server("test", environment.variables()) as env:
        monkeypatch.setenv("PGHOST", env["PGHOST"])  # now it is a server of the user's
        mine = databases.checked(env)
        monkeypatch.setattr(databases, "checkout_id", lambda: "0123abcd")
        theirs = databases.checked({**env, "ODOO_DATA_DIR": str(tmp_path / "theirs")})
        mine.sql('create database "demo_draft"')
        mine.sql(f'create database "{mine.prefix}demo_draft"')
        mine.create("demo")
        mine.create(f"{mine.prefix}full", "demo")
        theirs.create(f"{theirs.prefix}demo_draft")
        assert mine.ours() == [f"{mine.prefix}full", "demo"]
        assert theirs.ours() == [f"{theirs.prefix}demo_draft"]
        strange = ["demo_draft", f"{mine.prefix}demo_draft", *theirs.ours()]
        for name in strange:
            with pytest.raises(common.Stop, match="not made by this checkout"):
                mine.drop(name)
        with pytest.raises(common.Stop, match="demo exists but was not made here"):
            demo.prepare(theirs, "demo")
        mine.remember("demo", {"crm_goal_map": "1"})
        mine.rename("demo", "shown")
        assert mine.state("shown") == {"crm_goal_map": "1"}
        mine.drop_all()
        assert sorted(mine.comments()) == sorted(strange)


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
    env = {**os.environ, "PYTHONPATH": str(PLUGIN), "CI": "", **variables}
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
