"""What is published: one version everywhere, a wheel that says what it is, a source archive without the rest."""

from __future__ import annotations

import re
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from hatchling import build

import copydesk
from local.template import ROOT


@pytest.fixture(scope="module", autouse=True)
def project() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        yield


def test_the_changelog_begins_with_the_version_of_the_package() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = re.search(r"^## \[Unreleased\]\n\nTo be (\S+)\.$", text, re.MULTILINE)
    released = re.search(r"^## \[(\d\S*)\] - \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert copydesk.__version__ in {found[1] for found in (unreleased, released) if found}


def test_the_source_archive_holds_what_the_wheel_is_built_from(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / build.build_sdist(str(tmp_path))) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    rest = {name for name in names if not name.startswith("shared/copydesk/")}
    assert rest == {".gitignore", "CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
    assert "shared/copydesk/py.typed" in names


def test_the_wheel_says_what_it_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / build.build_wheel(str(tmp_path))) as wheel:
        (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        fields = message_from_bytes(wheel.read(metadata))
        files = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert fields["Version"] == copydesk.__version__
    assert fields["Author"] == "the copydesk authors"
    assert {one.split(",")[0] for one in fields.get_all("Project-URL", [])} >= {
        "Repository",
        "Changelog",
        "Issues",
    }
    pythons = {one for one in fields.get_all("Classifier", []) if re.search(r":: 3\.\d+$", one)}
    assert len(pythons) == 4
    shared = ROOT / "shared"
    package = shared / "copydesk"
    kinds = ("*.toml", "report/templates/*.*")
    data = {str(path.relative_to(shared)) for kind in kinds for path in package.rglob(kind)}
    assert data
    assert data | {"copydesk/py.typed"} <= files
    assert all(name.startswith("copydesk/") for name in files)
