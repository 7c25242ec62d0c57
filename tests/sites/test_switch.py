"""The switch between namespaces, without devices: who hears what, and when."""

from socle.sites.switch import Switch, Ways

NOW = 1_000_000_000
A, B = b"\x02aaaaa", b"\x02bbbbb"
EVERYBODY = b"\xff" * 6


def three(ways: Ways) -> Switch:
    return Switch({"main": 1, "recovery": 2, "remote": 3}, ways)


def told(*texts: str) -> Ways:
    ways = Ways()
    for each in texts:
        assert ways.told(each)
    return ways


def test_a_frame_for_everybody_reaches_the_others_after_their_ways_delay() -> None:
    switch = three(told("delay main recovery 500", "delay main remote 4000"))
    switch.take("main", EVERYBODY + A, NOW)
    assert switch.arrivals(NOW + 499_999) == []
    assert [place for place, _ in switch.arrivals(NOW + 500_000)] == ["recovery"]
    assert [place for place, _ in switch.arrivals(NOW + 4_000_000)] == ["remote"]


def test_a_frame_for_one_reaches_it_alone_once_it_has_spoken() -> None:
    switch = three(Ways())
    switch.take("recovery", EVERYBODY + B, NOW)
    switch.arrivals(NOW)
    switch.take("main", B + A, NOW)
    assert switch.arrivals(NOW) == [("recovery", B + A)]


def test_nothing_travels_where_the_way_is_cut_until_it_is_healed() -> None:
    ways = told("cut recovery main")
    switch = three(ways)
    switch.take("main", EVERYBODY + A, NOW)
    assert [place for place, _ in switch.arrivals(NOW)] == ["remote"]
    ways.told("heal")
    switch.take("main", EVERYBODY + A, NOW)
    assert {place for place, _ in switch.arrivals(NOW)} == {"recovery", "remote"}


def test_frames_of_one_way_arrive_in_the_order_in_which_they_left() -> None:
    switch = three(told("delay main recovery 500"))
    for rank in range(5):
        switch.take("main", EVERYBODY + A + bytes([rank]), NOW)
    heard = [frame[-1] for place, frame in switch.arrivals(NOW + 500_000) if place == "recovery"]
    assert heard == [0, 1, 2, 3, 4]


def test_what_is_not_understood_changes_nothing_and_quit_ends() -> None:
    ways = told("delay main", "cut main", "dance")
    assert ways == Ways()
    assert ways.told("quit") is False
