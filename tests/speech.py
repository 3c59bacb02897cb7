"""Small recordings in which something is said: by eSpeak NG, as MP3."""

from __future__ import annotations

import ctypes

import espeakng_loader
import lameenc

# Of espeak-ng/speak_lib.h.
RETRIEVE_AT_ONCE, IN_CHARACTERS, AS_UTF8 = 2, 1, 1
KBITS, FASTEST = 24, 7
_Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def say(text: str, language: str = "en") -> bytes:
    """An MP3 of one voice that says this, about 3 KB a second."""
    speaker = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = speaker.espeak_Initialize(RETRIEVE_AT_ONCE, 0, espeakng_loader.get_data_path().encode(), 0)
    assert rate > 0
    heard = bytearray()

    def hear(wave: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if wave and count > 0:
            heard.extend(ctypes.string_at(wave, count * ctypes.sizeof(ctypes.c_short)))
        return 0

    callback = _Heard(hear)  # it must live as long as the speaker calls it
    speaker.espeak_SetSynthCallback(callback)
    assert speaker.espeak_SetVoiceByName(language.encode()) == 0
    words = text.encode() + b"\0"
    assert speaker.espeak_Synth(words, len(words), 0, IN_CHARACTERS, 0, AS_UTF8, None, None) == 0
    speaker.espeak_Synchronize()
    speaker.espeak_Terminate()
    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_bit_rate(KBITS)
    encoder.set_quality(FASTEST)
    encoder.silence()
    return bytes(encoder.encode(bytes(heard)) + encoder.flush())
