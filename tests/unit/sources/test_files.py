"""Files, folders and globs: what is found, how it is named, what is reported."""

import json
from pathlib import Path

import pytest

from stance.errors import DataError
from stance.protocols import Source
from stance.records import Document, Rejection
from stance.sources import FileSource


def read(given: str | list[str], **settings: int | str) -> tuple[list[Document], list[Rejection]]:
    found = list(FileSource(given, **settings).documents())  # type: ignore[arg-type]
    return [x for x in found if isinstance(x, Document)], [x for x in found if isinstance(x, Rejection)]


def put(folder: Path, name: str, content: str | bytes = "Some text.\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_file_source_is_a_source() -> None:
    assert isinstance(FileSource("x"), Source)


def test_folder_is_read_in_order_and_other_suffixes_reported(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.docx", ".hidden.txt", "sub/d.TXT"):
        put(tmp_path, name)
    good, bad = read(str(tmp_path))
    assert [document.name for document in good] == ["a", "b", "d"]
    assert [Path(rejection.file).name for rejection in bad] == ["c.docx"]
    assert "suffix '.docx'" in bad[0].reason


def test_glob_and_list_read_every_file_once(tmp_path: Path) -> None:
    first = put(tmp_path, "a.txt")
    put(tmp_path, "b.txt")
    good, _ = read([str(first), str(tmp_path / "*.txt")])
    assert [document.name for document in good] == ["a", "b"]


def test_second_file_of_a_name_gets_its_folder_behind_it(tmp_path: Path) -> None:
    put(tmp_path, "one/a.txt")
    put(tmp_path, "two/a.txt")
    assert [document.name for document in read(str(tmp_path))[0]] == ["a", "a-two"]


@pytest.mark.parametrize(
    ("name", "message"), [("x.docx", "suffix '.docx'; allowed are .txt"), ("missing*", "no match as a glob; give")]
)
def test_input_that_names_nothing_readable_is_an_error_at_once(tmp_path: Path, name: str, message: str) -> None:
    put(tmp_path, "x.docx")
    with pytest.raises(DataError, match=message):
        FileSource(str(tmp_path / name)).documents()
    with pytest.raises(DataError, match="no file that can be read"):
        FileSource(str(tmp_path)).documents()


def test_front_matter_becomes_metadata(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", "---\ntitle: T\ntranslated_from: vi\nparties: [VN, KZ]\nother: x\n---\nText.\n")
    document = read(str(path))[0][0]
    assert (document.title, document.translated_from, document.parties, document.text) == (
        "T",
        "vi",
        ("VN", "KZ"),
        "Text.\n",
    )


BAD_FILES = {
    "empty.txt": (b"", "empty"),
    "blank.md": (b" \n\n", "white space"),
    "blank.csv": (b"\n\n", "white space"),
    "latin.txt": (b"caf\xe9", "invalid UTF-8 at byte 3"),
    "wide.txt": ("Viet Nam".encode("utf-16"), "UTF-16"),
    "binary.txt": (b"\x7fELF\x00\x01", "a program"),
    "page.html": (b"<script>x</script>", "no text"),
    "blank.html": (b"  \n", "white space"),
    "line.txt": (b"x" * 2001, "2,001 characters; at most 2,000"),
    "large.txt": (b"x\n" * 6000, "12,000 characters; at most 10,000"),
    "huge.txt": (b"x\n" * 60_000, "120,000 bytes"),
    "fake.parquet": (b"text", "no Parquet file"),
    "none.jsonl": (b"\n\n", "no rows"),
    "column.csv": (b"id,body\n1,x\n", "the columns are: body, id"),
}


def test_bad_files_are_rejected_one_by_one_and_the_good_one_is_read(tmp_path: Path) -> None:
    for name, (content, _) in BAD_FILES.items():
        put(tmp_path, name, content)
    put(tmp_path, "good.txt")
    good, bad = read(str(tmp_path), max_characters=10_000, max_line=2000)
    reasons = {Path(rejection.file).name: rejection.reason for rejection in bad}
    assert [document.name for document in good] == ["good"]
    assert reasons.keys() == BAD_FILES.keys()
    for name, (_, message) in BAD_FILES.items():
        assert message in reasons[name]


def test_file_that_cannot_be_opened_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "a.txt")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert read(str(path))[1] == [Rejection(str(path), None, "the file cannot be read: Permission denied")]


def test_bad_texts_cost_their_row_only(tmp_path: Path) -> None:
    cells = ["one", None, 5, " ", "nul\x00", "x" * 300, "two"]
    lines = [json.dumps({"text": text}) for text in cells] + ['{"text": "\\ud800"}', '{"other": 1}']
    good, bad = read(str(put(tmp_path, "t.jsonl", "\n".join(lines))), max_line=200)
    assert [document.text for document in good] == ["one", "two"]
    assert [rejection.line for rejection in bad] == [2, 3, 4, 5, 6, 8, 9]
    for rejection, message in zip(
        bad, ["null", "int (5)", "white space", "NUL", "300", "surrogate", "has no 'text'"], strict=True
    ):
        assert message in rejection.reason


def test_rows_are_named_by_id_or_by_stem_and_row(tmp_path: Path) -> None:
    path = put(tmp_path, "t.csv", "id,body,language\nx,one,vi\n,two,\nx,three,ko\n")
    good, _ = read(str(path), text_column="body")
    assert [document.name for document in good] == ["x", "t-2", "x-t"]
    assert [document.language for document in good] == ["vi", None, "ko"]
    assert good[1].origin == f"{path}:3"


def test_results_that_lie_inside_the_input_are_no_documents(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "out/predictions.jsonl", '{"text": "Some text."}\n')
    for given in (str(tmp_path), str(tmp_path / "*"), str(tmp_path / "**" / "*.*")):
        documents, rejections = read(given, exclude=str(tmp_path / "out"))
        assert ([d.name for d in documents], rejections) == (["a"], [])


def test_input_and_output_in_one_folder_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    with pytest.raises(DataError, match=r"is input and output at once; write the results to another folder"):
        FileSource(str(tmp_path), exclude=f"{tmp_path}/x/..").documents()
