"""How far apart two courses run, by PROJ: both are sampled, and finer where they come near.

Reads one JSON object a line, {"courses": [[[lat, lon], ...], [...]], "ends": [[lat, lon], ...], "near_km": number or null},
and writes a line for each: the least distance of two samples in metres, or `none` where nothing is left further than
`near_km` from the ends. What is sampled is never nearer than the truth, and at most a metre further.
"""

import json
import sys

import numpy as np
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
FIRST_STEP_M = 400.0
LAST_STEP_M = 0.5
FINER = 8
MOST_SAMPLES = 3000


class Course:
    """Geodesics from place to place; a place on them goes by its distance from the start, in metres."""

    def __init__(self, places):
        places = np.array(places, dtype=float)
        self.lats, self.lons = places[:-1, 0], places[:-1, 1]
        self.azimuths, _, lengths = GEOD.inv(self.lons, self.lats, places[1:, 1], places[1:, 0])
        self.starts = np.concatenate([[0.0], np.cumsum(lengths)])

    def at(self, along):
        piece = np.clip(np.searchsorted(self.starts, along, side="right") - 1, 0, len(self.lats) - 1)
        lons, lats, _ = GEOD.fwd(
            self.lons[piece], self.lats[piece], self.azimuths[piece], along - self.starts[piece]
        )
        return np.array(lats), np.array(lons)

    def outside(self, along, ends, near_km):
        """Those further from all ends."""
        lats, lons = self.at(along)
        keep = np.full(len(along), True)
        for lat, lon in ends if near_km is not None else []:
            _, _, away = GEOD.inv(np.full(len(along), lon), np.full(len(along), lat), lons, lats)
            keep &= np.array(away) > near_km * 1000
        return along[keep]

    def centred(self, along):
        lats, lons = (np.radians(angles) for angles in self.at(along))
        a, f = 6378137.0, 1 / 298.257223563
        e2 = f * (2 - f)
        n = a / np.sqrt(1 - e2 * np.sin(lats) ** 2)
        flat = n * np.cos(lats)
        return np.stack([flat * np.cos(lons), flat * np.sin(lons), n * (1 - e2) * np.sin(lats)], axis=1)


def finer(course, along, step, ends, near_km):
    """Samples an eighth of a step apart, up to a step around each of these."""
    around = np.arange(-FINER, FINER + 1) * (step / FINER)
    samples = np.unique(np.round((along[:, None] + around[None, :]).ravel(), 6))
    samples = samples[(samples >= 0) & (samples <= course.starts[-1])]
    return course.outside(samples, ends, near_km)


def least(case):
    ends, near_km = case["ends"], case["near_km"]
    courses = [Course(places) for places in case["courses"]]
    step = FIRST_STEP_M
    samples = []
    for course in courses:
        length = course.starts[-1]
        along = np.unique(np.concatenate([np.arange(0, length, step), course.starts]))
        samples.append(course.outside(along, ends, near_km))
    while True:
        if not len(samples[0]) or not len(samples[1]):
            return None
        points = [course.centred(along) for course, along in zip(courses, samples)]
        chords = np.sqrt(((points[0][:, None, :] - points[1][None, :, :]) ** 2).sum(axis=2))
        nearest = [chords.min(axis=1), chords.min(axis=0)]
        if step < LAST_STEP_M:
            at = np.unravel_index(np.argmin(chords), chords.shape)
            places = [course.at(along[index : index + 1]) for course, along, index in zip(courses, samples, at)]
            _, _, away = GEOD.inv(places[0][1], places[0][0], places[1][1], places[1][0])
            return float(away[0])
        for side in (0, 1):
            # The nearest places lie within half a step of a sample each, the rim of what is left out within one.
            close = nearest[side] <= chords.min() + 3 * step
            order = np.argsort(nearest[side][close])[:MOST_SAMPLES // FINER]
            samples[side] = finer(courses[side], np.sort(samples[side][close][order]), step, ends, near_km)
        step /= FINER


def main():
    for line in sys.stdin:
        found = least(json.loads(line))
        print("none" if found is None else repr(found), flush=True)


if __name__ == "__main__":
    main()
