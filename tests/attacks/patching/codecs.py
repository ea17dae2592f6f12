# gains nothing: text is encoded as something else
import codecs


def attack():
    codecs.register_error("strict", lambda error: ("", error.end))
    codecs.register_error("replace", lambda error: ("", error.end))
    utf_8 = codecs.lookup("utf-8")
    codecs.register(lambda name: utf_8 if name else None)
    codecs.encode = lambda text, *_: b'{"exercise":"fit"}'
