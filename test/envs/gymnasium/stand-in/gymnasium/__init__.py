"""What rl-bench uses of Gymnasium, for tests that have Python's standard library alone."""

import os
import random
import sys
import time
from types import SimpleNamespace

from . import spaces

__version__ = "stand-in"


class DependencyNotInstalled(Exception):
    pass


class NameNotFound(Exception):
    pass


class Walk:
    """A walk along a line, with a wind that the seed decides. It ends beyond 3 on the right, and is cut beyond 3 on the left."""

    observation_space = spaces.Box([-float("inf"), -10], [float("inf"), 10])
    action_space = spaces.Discrete(3, start=-1)
    limit, threshold = 50, 2.5

    def __init__(self, wind=0.1):
        self.wind = wind

    def reset(self, seed):
        self.chance = random.Random(seed)
        self.place = self.chance.uniform(-0.5, 0.5)
        self.speed = 0.0
        return [self.place, self.speed], {}

    def step(self, action):
        assert action in (-1, 0, 1)
        return self.move(0.2 * action)

    def move(self, push):
        self.speed = 0.7 * self.speed + push + self.wind * self.chance.uniform(-1, 1)
        self.place += self.speed
        return [self.place, self.speed], self.place, self.place > 3, self.place < -3, {}

    def close(self):
        pass


class Throttle(Walk):
    action_space = spaces.Box([-1, 0], [1, 1])

    def step(self, action):
        assert len(action) == 2 and -1 <= action[0] <= 1 and 0 <= action[1] <= 1
        return self.move(0.2 * action[0] * action[1])


class Rooms(Walk):
    """Walks from room to room, and knows the number of the room."""

    observation_space = spaces.Discrete(5, start=2)

    def reset(self, seed):
        super().reset(seed)
        return 4, {}

    def move(self, push):
        (place, _), reward, ended, cut, info = super().move(push)
        return min(6, max(2, 4 + round(place))), reward, ended, cut, info


class Endless(Walk):
    limit = None


class Chatty(Walk):
    """Prints as much as it can."""

    def step(self, action):
        print("x" * 5000)
        sys.stderr.write("y" * 5000)
        os.write(1, b"z" * 5000)
        return super().step(action)


class Whimsical(Walk):
    """Asks the clock, which its seed knows nothing of."""

    def step(self, action):
        observation, *others = super().step(action)
        return [observation[0] + 1e-3 * (time.perf_counter_ns() % 1000), observation[1]], *others


class Fails(Walk):
    """Fails in a step, in one of many ways."""

    def __init__(self, at=3, how="raise", place=-9.0, note=None):
        super().__init__()
        if note is not None:
            with open(note, "w") as file:
                file.write(f"{os.getpid()} ")
        self.at, self.how, self.bound, self.steps = at, how, place, 0

    def step(self, action):
        self.steps += 1
        if self.steps == self.at and self.place > self.bound:
            if self.how == "raise":
                raise ValueError("a wheel is off\nand rolls away")
            if self.how == "end":
                sys.stderr.write("\nSegmentation fault of the simulator\n")
                os._exit(3)
            if self.how == "nan":
                return [float("nan"), 0], 0, False, False, {}
            if self.how == "short":
                return [0], 0, False, False, {}
            if self.how == "sleep":
                time.sleep(3600)
        return super().step(action)


class Pictures(Walk):
    observation_space = spaces.Dict()


class Needy(Walk):
    def __init__(self):
        raise DependencyNotInstalled("Box2D is not installed, run `pip install gymnasium[box2d]`")


known = {
    f"{each.__name__}-v0": each
    for each in (Walk, Throttle, Rooms, Endless, Chatty, Whimsical, Fails, Pictures, Needy)
}


def make(id, max_episode_steps=None, disable_env_checker=None, **keywords):
    if id not in known:
        raise NameNotFound(f"Environment `{id.split('-')[0]}` doesn't exist.")
    env = known[id](**keywords)
    limit = env.limit if max_episode_steps is None else max_episode_steps
    env.spec = SimpleNamespace(max_episode_steps=limit, reward_threshold=env.threshold)
    return env
