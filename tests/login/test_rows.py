"""Every row of the attack list has tests, and the tests are there."""

import pytest

from tests.login.rows import ROWS, nodes


def test_there_are_sixty_rows_and_each_has_a_test() -> None:
    assert list(ROWS) == list(range(1, 61))
    assert all(ROWS.values())


@pytest.mark.parametrize("row", ROWS)
def test_the_tests_of_a_row_are_there(row: int) -> None:
    for entry in ROWS[row]:
        assert nodes(row, entry), entry
