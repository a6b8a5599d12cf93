import json

from stance.quarantine import report_rejections
from stance.records import Rejection


def test_rejections_are_written_and_counted(tmp_path, capsys):
    report_rejections(tmp_path, [Rejection("a.jsonl", 7341, "not valid JSON"), Rejection("b.txt", None, "empty")])
    rows = [json.loads(line) for line in (tmp_path / "quarantine.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[0] == {"file": "a.jsonl", "line": 7341, "reason": "not valid JSON"}
    assert capsys.readouterr().out.startswith("2 rejected, see ")


def test_nothing_is_said_when_nothing_was_rejected(tmp_path, capsys):
    report_rejections(tmp_path, [])
    assert (tmp_path / "quarantine.jsonl").read_text(encoding="utf-8") == ""
    assert capsys.readouterr().out == ""
