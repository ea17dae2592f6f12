# changes nothing: raises its own limits
import resource


def attack():
    for kind in (resource.RLIMIT_NPROC, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CPU, resource.RLIMIT_CORE):
        soft, hard = resource.getrlimit(kind)
        refused(resource.setrlimit, kind, (hard + 1, hard + 1))
        refused(resource.setrlimit, kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
