# changes nothing: finders and path hooks for whoever imports next
import sys


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None


def attack():
    sys.meta_path.insert(0, Finder)
    sys.path_hooks.insert(0, lambda path: (_ for _ in ()).throw(ImportError))
    sys.path_importer_cache.clear()
