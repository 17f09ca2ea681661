class Box:
    def __init__(self, low, high):
        self.low, self.high = low, high


class Discrete:
    def __init__(self, n, start=0):
        self.n, self.start = n, start


class Dict:
    pass
