"""Makes of any recording a small file that browsers play: one voice, one loudness. It must never keep what it cannot hear."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from curriculum.sounds import BadSound

RATE = 24_000  # Hz: holds what makes consonants clear (to 12 kHz), half the size of 48 kHz
SHORTEST, LONGEST = 0.3, 60.0  # seconds of speech: one word, and far more than a card
QUIET = 0.01  # -40 dB of full scale: below it nobody speaks
LOUD = 0.1  # -20 dB of full scale on average, as spoken programmes are; SG-10: no recording startles after another
PEAK = 0.89  # -1 dB: what no sample goes beyond
FRAME = 0.02  # seconds over which loudness is looked at
EDGE = 0.15  # seconds kept before the first and after the last sound: a breath
SMALL = {"format": "MP3", "subtype": "MPEG_LAYER_III", "bitrate_mode": "VARIABLE", "compression_level": 0.7}  # 4 kB a second
Samples = npt.NDArray[np.float32]


def small(raw: bytes) -> bytes:
    """A WAV, FLAC, Ogg or MP3 as an MP3. Raises BadSound."""
    try:
        heard, rate = soundfile.read(io.BytesIO(raw), dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError, ValueError) as problem:
        raise BadSound("unreadable") from problem
    voice = _even(_trimmed(_at_rate(heard.mean(axis=1), rate)))
    made = io.BytesIO()
    soundfile.write(made, voice, RATE, **SMALL)
    return made.getvalue()


def _at_rate(voice: Samples, rate: int) -> Samples:
    """The same sound at our rate: what lies above its half is cut in the spectrum."""
    if len(voice) > LONGEST * rate * 2:
        raise BadSound("long")
    wanted = round(len(voice) * RATE / rate)
    if rate == RATE or not wanted:
        return voice
    spectrum = np.fft.rfft(voice)
    kept: Any = np.zeros(wanted // 2 + 1, dtype=spectrum.dtype)
    n = min(len(kept), len(spectrum))
    kept[:n] = spectrum[:n]
    return (np.fft.irfft(kept, wanted) * (wanted / len(voice))).astype(np.float32)


def _trimmed(voice: Samples) -> Samples:
    """Without the silence before and after. Raises BadSound."""
    step = int(FRAME * RATE)
    levels = _levels(voice, step)
    heard = np.flatnonzero(levels > QUIET)
    if not len(heard):
        raise BadSound("silent")
    first, last = heard[0] * step, (heard[-1] + 1) * step
    if last - first < SHORTEST * RATE:
        raise BadSound("short")
    if last - first > LONGEST * RATE:
        raise BadSound("long")
    edge = int(EDGE * RATE)
    return voice[max(0, first - edge) : last + edge]


def _even(voice: Samples) -> Samples:
    """As loud as every other recording, and without a click at its ends."""
    levels = _levels(voice, int(FRAME * RATE))
    spoken = float(np.sqrt(np.mean(np.square(levels[levels > QUIET]))))
    gain = min(LOUD / spoken, PEAK / float(np.abs(voice).max()))
    ramp = np.linspace(0, 1, int(0.01 * RATE), dtype=np.float32)
    made = voice * np.float32(gain)
    made[: len(ramp)] *= ramp
    made[-len(ramp) :] *= ramp[::-1]
    return made


def _levels(voice: Samples, step: int) -> Samples:
    """The loudness of each frame."""
    whole = voice[: len(voice) // step * step].reshape(-1, step)
    return np.sqrt(np.square(whole).mean(axis=1)) if len(whole) else np.zeros(0, dtype=np.float32)
