"""`manage.py bench cards`: answer cards read in drawn classrooms, beside OpenCV's own parameters and its whole dictionary."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from sheets import scan
from tests.bench import classroom

SEEDS, COUNTS, BURST, EMPTY = range(7000, 7024), (20, 30, 40), 5, 12
ALL = frozenset(range(40))


@dataclass
class Tally:
    """What one reader did."""

    views: int = 0
    read: int = 0
    children: int = 0
    complete: int = 0
    wrong: int = 0
    ghosts: int = 0
    frames: int = 0
    seconds: float = 0.0
    burst: float = 0.0  # seconds of whole bursts
    hidden: int = 0  # cards behind another card: read or not, only a wrong answer counts

    def said(self, name: str) -> str:
        """One line."""
        return (
            f"{name}: {100 * self.read / self.views:.2f} % read in one photo, "
            f"{100 * self.complete / self.children:.2f} % in a burst of {BURST}, wrong {self.wrong}, ghosts {self.ghosts}, "
            f"{self.views} card views and {self.hidden} half hidden in {self.frames} frames, "
            f"CPU {1000 * self.seconds / self.frames:.0f} ms a photo alone, "
            f"{1000 * self.burst / self.frames:.0f} ms a frame of a burst"
        )


def plain() -> Callable[[bytes], dict[int, int]]:
    """OpenCV as it comes: default parameters, all 50 markers, the edge whose middle is highest."""
    whole = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_50)
    detector = cv2.aruco.ArucoDetector(whole, cv2.aruco.DetectorParameters())

    def read(frame: bytes) -> dict[int, int]:
        found, numbers, _ = detector.detectMarkers(cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_GRAYSCALE))
        read = {}
        for square, number in zip(found, [] if numbers is None else np.ravel(numbers), strict=True):
            corners = square.reshape(4, 2)
            read[int(number)] = int(np.argmin([corners[k][1] + corners[(k + 1) % 4][1] for k in range(4)]))
        return read

    return read


def ours_of(frame: bytes, known: frozenset[int]) -> Mapping[int, int]:
    """One photo; a card that nobody holds is in the answers too, as -1, to be counted as a ghost."""
    reading = scan.read([frame], known)
    return {**reading.answers, **dict.fromkeys(reading.foreign, -1)}


def timed(tally: Tally, act: Callable[[], Mapping[int, int]]) -> Mapping[int, int]:
    """Seconds of this process's CPU."""
    begun = time.process_time()
    answers = act()
    tally.seconds += time.process_time() - begun
    return answers


def count(tally: Tally, room: classroom.Room, answers: Mapping[int, int]) -> int:
    """Wrong answers and ghosts; gives how many cards in plain sight were read."""
    tally.wrong += sum(room.truth.get(card, edge) != edge for card, edge in answers.items())
    tally.ghosts += sum(card not in room.truth for card in answers)
    return len((answers.keys() & room.truth.keys()) - room.covered)


def compare(rooms: int = len(SEEDS)) -> tuple[Tally, Tally]:
    """Our reader and plain OpenCV on the same pictures."""
    cv2.setNumThreads(1)
    ours, theirs, bare = Tally(), Tally(), plain()
    for place, seed in enumerate(SEEDS[:rooms]):
        room = classroom.classroom(seed, COUNTS[place % len(COUNTS)])
        shots = [classroom.photograph(room, shot) for shot in range(BURST)]
        known, sight = frozenset(room.truth), len(room.truth.keys() - room.covered)
        seen: dict[int, list[int]] = {}
        for shot in shots:
            for tally, act in ((ours, lambda s=shot, k=known: ours_of(s, k)), (theirs, lambda s=shot: bare(s))):
                answers = timed(tally, act)
                tally.frames, tally.views, tally.hidden = tally.frames + 1, tally.views + sight, tally.hidden + len(room.covered)
                tally.read += count(tally, room, answers)
            for card, edge in answers.items():
                seen.setdefault(card, []).append(edge)
        for tally in (ours, theirs):
            tally.children += sight
        begun = time.process_time()
        whole = scan.read(shots, known)
        ours.burst += time.process_time() - begun
        ours.ghosts += len(whole.foreign)
        ours.complete += count(ours, room, whole.answers)
        theirs.complete += count(theirs, room, {k: v[0] for k, v in seen.items() if len(v) > 1 and len(set(v)) == 1})
    return ours, theirs


def ghosts_in_empty_rooms() -> tuple[int, int]:
    """Ours and plain OpenCV's: rooms without a card, each with 60 squares that look like one, every card expected."""
    mine, bare, theirs = 0, plain(), 0
    for seed in range(EMPTY):
        picture = classroom.photograph(classroom.classroom(8000 + seed, 0, lookalikes=60), seed)
        found = scan.read([picture], ALL)
        mine += len(found.answers) + len(found.unclear)
        theirs += len(bare(picture))
    return mine, theirs


def main() -> None:
    """Both lines, their ratios, and the empty rooms."""
    ours, theirs = compare()
    print(ours.said("our reader"))
    print(theirs.said("plain OpenCV"))
    left = (theirs.views - theirs.read) / max(1, ours.views - ours.read)
    print(f"ratios: cards left unread in one photo 1 : {left:.1f}, CPU {ours.seconds / theirs.seconds:.1f} : 1")
    print("ghosts in {} empty rooms: ours {}, plain OpenCV {}".format(EMPTY, *ghosts_in_empty_rooms()))
