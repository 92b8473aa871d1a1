import pytest

from trunkline.cli import output

LONG = "x" * 300


def test_in_a_pipe_each_row_is_one_line(capsys: pytest.CaptureFixture[str]):
    output.show_table(["ID", "NAME"], [["1", LONG], ["2", None]], none="nothing")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if line.strip(" ─")] == [["ID", "NAME"], ["1", LONG], ["2"]]


def test_markup_in_names_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]):
    output.show_table(["NAME"], [["[red]stop[/red]"]], none="nothing")
    assert "[red]stop[/red]" in capsys.readouterr().out


def test_an_empty_table_says_so(capsys: pytest.CaptureFixture[str]):
    output.show_table(["ID"], [], none="no executions")
    assert capsys.readouterr().out == "no executions\n"


def test_facts_that_are_unknown_are_left_out(capsys: pytest.CaptureFixture[str]):
    output.show_facts({"status": "success", "error": None, "id": 7})
    assert capsys.readouterr().out == "status  success\nid      7\n"


def test_a_log_line_names_its_step():
    line = {"timestamp": "2026-01-02T03:04:05.678901+00:00", "severity": "INFO", "stepName": "Post", "message": "hi"}
    assert output.log_line(line).endswith(".678 INFO  [Post] hi")
