"""Programs and libraries from Debian: looked for by what they provide, installed only when missing."""


def ensure(*, tests: bool, own_cluster: bool) -> None:
    pass
