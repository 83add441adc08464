"""A library copied into one file while it is used, and made anew from it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from benchmarks.reliability.faults.disks import fill, mounted, read_only
from bot import Newsdesk
from bot.backups.backing_up import back_up
from bot.backups.backup_contents import CONTENTS, LIBRARY
from bot.backups.restoring import restore
from bot.cli import app
from config.errors import EmptyLibraryError, LibraryBusyError, LibraryError, NoRoomError
from tests.library_copy import copied_library

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "What did Lavrov demand?"


@pytest.fixture(scope="module")
def library(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, in which one conversation has been kept."""
    folder = tmp_path_factory.mktemp("kept") / "library"
    copied_library(sample_library, folder)
    with Newsdesk(folder) as desk:
        desk.conversation().ask(QUESTION)
    return folder


@pytest.fixture(scope="module")
def backup(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "news.zip"
    back_up(library, file)
    return file


def _remade(file: Path, changed: Path, **parts: bytes) -> Path:
    """A backup some of whose parts are others; an empty one is left out."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = parts.get(name.partition(".")[0], old.read(name))
            if data:
                new.writestr(name, data)
    return changed


def _listed(file: Path) -> dict[str, object]:
    with zipfile.ZipFile(file) as pack:
        found: dict[str, object] = json.loads(pack.read(CONTENTS))
    return found


def test_what_is_restored_answers_alike(library: Path, backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "library"
    restored = restore(backup, folder)
    assert restored.before is None
    assert restored.contents.articles == 46
    with Newsdesk(library) as before, Newsdesk(folder) as after:
        assert after.ask(QUESTION).citations == before.ask(QUESTION).citations
        assert after.articles() == before.articles()
        assert [one.id for one in after.conversations()] == [one.id for one in before.conversations()]
        assert not after._projections.faults()


def test_only_its_owner_reads_a_backup(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_is_of_one_instant(own_sample: Path, tmp_path: Path) -> None:
    taken = threading.Event()

    def take_in() -> None:
        with Newsdesk(own_sample) as desk:
            for n in range(12):
                note = tmp_path / f"note{n}.txt"
                note.write_text(
                    f"Title: Tarn bridge, day {n}\nDate: 2024-05-{n + 1:02}\n\nDay {n}: it is shut."
                )
                desk.ingest([note])
                if n == 1:
                    taken.set()

    writer = threading.Thread(target=take_in)
    writer.start()
    assert taken.wait(60)
    made = [back_up(own_sample, tmp_path / f"{n}.zip") for n in range(3)]
    writer.join()
    for n, contents in enumerate(made):
        folder = tmp_path / f"restored{n}"
        restore(tmp_path / f"{n}.zip", folder)
        with closing(sqlite3.connect(folder / LIBRARY)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            half = db.execute(
                "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM versions v "
                "JOIN passages p ON p.version = v.key WHERE v.article = a.key)"
            )
            assert half.fetchone()[0] == 0
            assert 46 + 2 <= contents.articles <= 46 + 12
            lost = db.execute("SELECT count(*) FROM passages WHERE hash NOT IN (SELECT hash FROM vectors)")
            assert lost.fetchone()[0] == 0
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_is_there_is_not_lost(library: Path, backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(library, folder)
    (folder / "mine").touch()
    with pytest.raises(LibraryError, match="There is a library in"):
        restore(backup, folder)
    with FileLock(folder / "write.lock"), pytest.raises(LibraryBusyError):
        restore(backup, folder, replace=True)
    assert (folder / "mine").exists()
    before = restore(backup, folder, replace=True).before
    assert before is not None
    assert (before / "mine").exists()
    assert not (folder / "mine").exists()
    with pytest.raises(LibraryError, match="is there already"):
        back_up(folder, backup)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"newsdesk": b"SQLite format 3\0 and no more"}, "newsdesk.sqlite3 in the backup .* is damaged"),
        ({"newsdesk": b""}, "newsdesk.sqlite3 in the backup .* is damaged"),
        ({"contents": b""}, "is no backup of a library"),
        ({"contents": b"{}"}, "is no backup of a library"),
        ({"contents": b"\xff\xfe"}, "is no backup of a library"),
    ],
    ids=["another library", "no library", "no contents", "empty contents", "binary contents"],
)
def test_a_damaged_backup_is_named(backup: Path, tmp_path: Path, parts: dict[str, bytes], told: str) -> None:
    changed = _remade(backup, tmp_path / "changed.zip", **parts)
    with pytest.raises(LibraryError, match=told):
        restore(changed, tmp_path / "library")
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize(
    "name", ["../escaped.sqlite3", "/tmp/escaped.sqlite3", "a/b.sqlite3", "notes.txt", ".sqlite3"]
)
def test_nothing_is_put_elsewhere(backup: Path, tmp_path: Path, name: str) -> None:
    listed = _listed(backup)
    listed["files"] = [*listed["files"], {"name": name, "size": 0, "sha256": "0" * 64}]  # type: ignore[misc]
    changed = _remade(backup, tmp_path / "changed.zip", contents=json.dumps(listed).encode())
    with pytest.raises(LibraryError, match="is no backup of a library"):
        restore(changed, tmp_path / "library")
    assert [path.name for path in tmp_path.iterdir() if path.name != "newsdesk"] == ["changed.zip"]


def test_one_of_a_newer_newsdesk_is_refused(backup: Path, tmp_path: Path) -> None:
    listed = json.dumps({**_listed(backup), "format": 2, "newsdesk": "9.0"}).encode()
    with pytest.raises(LibraryError, match=r"made by a newer Newsdesk \(9.0\)"):
        restore(_remade(backup, tmp_path / "changed.zip", contents=listed), tmp_path / "library")
    restore(backup, tmp_path / "newer")
    with closing(sqlite3.connect(tmp_path / "newer" / LIBRARY)) as db:
        db.execute("PRAGMA user_version = 999")
    back_up(tmp_path / "newer", tmp_path / "newer.zip")
    with pytest.raises(LibraryError, match="written by a newer Newsdesk"):
        restore(tmp_path / "newer.zip", tmp_path / "library")
    assert not (tmp_path / "library").exists()


@settings(max_examples=25)
@given(data=st.data())
def test_a_changed_byte_is_noticed_or_changes_nothing(
    backup: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = backup.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    broken = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
    folder = tmp_path_factory.mktemp("flip")
    file = folder / "flipped.zip"
    file.write_bytes(broken)
    try:
        restore(file, folder / "library")
    except LibraryError:
        assert not (folder / "library").exists()
    else:
        for one in _listed(backup)["files"]:  # type: ignore[attr-defined]
            assert (folder / "library" / one["name"]).stat().st_size == one["size"]
    assert {path.name for path in folder.iterdir()} <= {"flipped.zip", "library"}


def test_the_commands_tell_what_they_did(library: Path, tmp_path: Path) -> None:
    def newsdesk(folder: Path, *words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["--library", str(folder), *words])
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    file = tmp_path / "news.zip"
    assert "46 articles and 95 passages are in" in newsdesk(library, "backup", str(file))
    assert "is there already" in newsdesk(library, "backup", str(file), code=1)
    assert "46 articles" in newsdesk(library, "backup", "--replace", str(file))
    assert "46 articles and 95 passages of" in newsdesk(tmp_path / "new", "restore", str(file))
    assert "legally binding" in newsdesk(tmp_path / "new", "ask", QUESTION)
    assert "There is no library in" in newsdesk(tmp_path / "none", "backup", str(tmp_path / "x.zip"), code=1)
    assert "There is no file" in newsdesk(tmp_path / "none", "restore", str(tmp_path / "x.zip"), code=1)


def test_a_library_in_a_database_is_not_copied_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_DATABASE", "postgresql+psycopg://reader:secret@127.0.0.1:9/news")
    for command, tool in (("backup", "pg_dump"), ("restore", "pg_restore")):
        result = CliRunner().invoke(app, [command, str(tmp_path / "news.zip")])
        assert result.exit_code == 1
        assert tool in result.output
        assert "secret" not in result.output


def _claiming(backup: Path, changed: Path, **library: object) -> Path:
    """A backup that says something else of its library."""
    listed = _listed(backup)
    listed["files"] = [
        {**one, **library} if one["name"] == LIBRARY else one
        for one in listed["files"]  # type: ignore[attr-defined]
    ]
    return _remade(backup, changed, contents=json.dumps(listed).encode())


def test_more_than_the_disk_has_room_for_is_not_begun(backup: Path, tmp_path: Path) -> None:
    huge = _claiming(backup, tmp_path / "huge.zip", size=10**18)
    with pytest.raises(NoRoomError, match="takes 1,000,000,000"):
        restore(huge, tmp_path / "library")
    with pytest.raises(LibraryError, match="damaged"):
        restore(_claiming(backup, tmp_path / "more.zip", size=10_000_000), tmp_path / "library")
    with pytest.raises(LibraryError, match="damaged"):
        restore(_claiming(backup, tmp_path / "digest.zip", sha256="0" * 64), tmp_path / "library")


def test_a_name_that_is_there_twice_counts_once(backup: Path, tmp_path: Path) -> None:
    twice = tmp_path / "twice.zip"
    shutil.copyfile(backup, twice)
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(twice, "a", zipfile.ZIP_DEFLATED) as pack,
    ):
        pack.writestr(LIBRARY, b"\0" * 5_000_000)
    with pytest.raises(LibraryError, match="damaged"):
        restore(twice, tmp_path / "library")
    listed = _listed(backup)
    listed["files"] = [*listed["files"], *listed["files"]]  # type: ignore[misc]
    again = _remade(backup, tmp_path / "again.zip", contents=json.dumps(listed).encode())
    with pytest.raises(LibraryError, match="is no backup of a library"):
        restore(again, tmp_path / "library")


def test_a_link_in_place_of_a_file_is_not_followed(backup: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(linked, "w") as new:
        for info in old.infolist():
            if info.filename == LIBRARY:
                link = zipfile.ZipInfo(LIBRARY)
                link.external_attr = (stat.S_IFLNK | 0o777) << 16
                new.writestr(link, "/etc/passwd")
            else:
                new.writestr(info.filename, old.read(info))
    with pytest.raises(LibraryError, match="damaged"):
        restore(linked, tmp_path / "library")
    assert not (tmp_path / "library").exists()


_ACTING = "CREATE TRIGGER t AFTER INSERT ON versions BEGIN DELETE FROM articles; END"


@pytest.mark.parametrize("change", ["DROP TABLE passages", _ACTING, "CREATE VIEW v AS SELECT 1"])
def test_a_database_that_is_no_library_is_refused(library: Path, tmp_path: Path, change: str) -> None:
    other = tmp_path / "other"
    shutil.copytree(library, other)
    with closing(sqlite3.connect(other / LIBRARY, isolation_level=None)) as db:
        db.execute(change)
    made = tmp_path / "made.zip"
    if "TABLE passages" in change:
        # It cannot even be counted, so it is packed by hand.
        with closing(sqlite3.connect(other / LIBRARY, isolation_level=None)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole = tmp_path / "whole.zip"
        back_up(library, whole)
        data = (other / LIBRARY).read_bytes()
        claiming = tmp_path / "claiming.zip"
        _claiming(whole, claiming, size=len(data), sha256=sha256(data).hexdigest())
        _remade(claiming, made, newsdesk=data)
    else:
        back_up(other, made)
    with pytest.raises(LibraryError, match=r"is no library of Newsdesk's"):
        restore(made, tmp_path / "library")
    assert not (tmp_path / "library").exists()


def test_who_has_the_library_open_goes_on_with_what_is_restored(
    library: Path, backup: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    note = tmp_path / "note.txt"
    note.write_text("Title: Tarn bridge\nDate: 2021-12-30\n\nThe bridge at Tarn is shut for the winter.")
    shutil.copytree(library, folder)
    with Newsdesk(folder) as reader:
        reader.ingest([note])
        assert reader.ask("What is shut at Tarn?").citations
        assert reader.status().articles == 47
        restore(backup, folder, replace=True)
        # What it has open lies in another folder by now; the indexes here are the other library's.
        assert reader.status().articles == 46
        assert reader.ask(QUESTION).citations
        assert reader.ask("What is shut at Tarn?").kind == "abstained"
        reader.ingest([note])
    with Newsdesk(folder) as after:
        assert after.status().articles == 47
        assert after.index_faults() == []
        assert after.integrity() == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from bot.backups.restoring import restore
count, at = 0, int(sys.argv[3])
def hook(event, given):
    global count
    if event in {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "open", "sqlite3.connect"}:
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
restore(Path(sys.argv[1]), Path(sys.argv[2]), replace=True)
print(count)
"""


def test_what_was_there_outlives_a_restore_that_is_killed(
    library: Path, backup: Path, tmp_path: Path
) -> None:
    def restored(at: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", _KILLED, str(backup), str(tmp_path / "library"), str(at)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    shutil.copytree(library, tmp_path / "library")
    total = int(restored(0).stdout)
    for at in sorted({total * share // 5 for share in range(1, 6)} | {total - 1, total - 2}):
        for folder in tmp_path.glob("library*"):
            shutil.rmtree(folder)
        shutil.copytree(library, tmp_path / "library")
        (tmp_path / "library" / "mine").touch()
        assert restored(at).returncode == -signal.SIGKILL
        (mine,) = [one.parent for one in tmp_path.glob("library*/mine")]
        with Newsdesk(mine) as desk:
            assert desk.status().articles == 46
            assert desk.ask(QUESTION).citations
        assert restore(backup, tmp_path / "library", replace=True).contents.articles == 46
        assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_one_that_was_only_moved_aside_is_named(library: Path, tmp_path: Path) -> None:
    shutil.copytree(library, tmp_path / "library.before-20260102T030405")
    with Newsdesk(tmp_path / "library") as desk, pytest.raises(EmptyLibraryError) as empty:
        desk.ask(QUESTION)
    assert "library.before-20260102T030405; rename it" in empty.value.hint


def test_what_a_killed_backup_has_left_goes_with_the_next(library: Path, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    left = tmp_path / f".newsdesk-{gone.pid}-abc_12"
    left.mkdir()
    (left / "half").touch()
    (tmp_path / f".newsdesk-{os.getpid()}-at_it").mkdir()
    back_up(library, tmp_path / "another name.zip")
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == {
        f".newsdesk-{os.getpid()}-at_it"
    }


def test_a_library_on_a_disk_that_takes_nothing_is_copied_elsewhere(library: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "size=3m") as may:
        if not may:
            pytest.skip("a disk cannot be mounted here")
        shutil.copytree(library, disk / "library")
        fill(disk / "filling")
        assert back_up(disk / "library", tmp_path / "full.zip").articles == 46
        with pytest.raises(LibraryError, match="its disk is full"):
            back_up(disk / "library", disk / "there.zip")
        read_only(disk)
        assert back_up(disk / "library", tmp_path / "read_only.zip").articles == 46
        with pytest.raises(LibraryError, match="its disk is read-only"):
            restore(tmp_path / "full.zip", disk / "library", replace=True)
        with Newsdesk(disk / "library") as desk:
            assert desk.ask(QUESTION).citations
    assert restore(tmp_path / "read_only.zip", tmp_path / "library").contents.articles == 46


def test_a_restore_that_finds_no_room_leaves_what_was_there(
    backup: Path, library: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "size=2m") as may:
        if not may:
            pytest.skip("a disk cannot be mounted here")
        shutil.copytree(library, disk / "library")
        with (disk / "filling").open("wb") as filling:
            filling.write(b"\0" * (shutil.disk_usage(disk).free - 200_000))
        before = sorted(path.name for path in disk.iterdir())
        with pytest.raises(NoRoomError):
            restore(backup, disk / "library", replace=True)
        assert sorted(path.name for path in disk.iterdir()) == before
        with Newsdesk(disk / "library") as desk:
            assert desk.ask(QUESTION).citations
