from __future__ import annotations

from datetime import date

import pytest

from trunkline.db.partitions import is_partitioned, partition_name


def test_a_partition_is_named_by_table_and_day() -> None:
    assert partition_name("execution", date(2026, 1, 2)) == "execution_20260102"


@pytest.mark.parametrize("name", ["execution", "step_result_default", "log_20260102"])
def test_partitioned_tables_and_their_partitions_are_known_by_name(name: str) -> None:
    assert is_partitioned(name)


@pytest.mark.parametrize("name", ["login", "log_archive", "execution_2026", "pgqueuer_log", "log_20260102_old"])
def test_other_tables_are_not_taken_for_partitions(name: str) -> None:
    assert not is_partitioned(name)
