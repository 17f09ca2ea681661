"""Steps environments of Gymnasium for rl-bench, which has started this program.

Questions come by file descriptor 3, answers go by 4. A question is two 32-bit numbers, which one it is and the bytes that
follow; an answer is two as well, 0 for what was asked for or 1 for an error, and the bytes that follow. Of an error they are a
text of one line. All numbers are little-endian. Before the first question there is an answer that says who answers.

 1 MAKE   JSON {id, keywords, probe}: what the environment is, as JSON. It is kept as the kind `probe`.
 2 BEGIN  doubles [number, kind, seed, actions...]: environment `number` is made anew, reset with `seed`, and takes the
          steps of an episode again. The answer is the observation to go on from, in single precision.
 3 STEP   doubles [count, numbers..., actions...]: a step of several environments of one kind. The answer has their rewards
          and flags (1 terminated, 2 truncated, 4 failed) as doubles, their observations in single precision, and a JSON object
          that says how those have failed that have, by place.
 4 CLOSE  doubles [numbers...]: these are needed no more.

What environments print goes where the standard error of this program goes. It ends when nobody is left to ask.
"""

import importlib
import json
import os
import select
import signal
import struct
import sys
import threading
from array import array

MAKE, BEGIN, STEP, CLOSE = 1, 2, 3, 4
TERMINATED, TRUNCATED, FAILED = 1, 2, 4
MOST_SAID = 1 << 20
# Packages whose environments are known once they are imported, by the name before the slash.
PACKAGES = {"ALE": "ale_py"}


class Refused(Exception):
    """An environment that cannot be used here."""


def end_with_parent():
    """Ends this program when nobody can ask any more, even in the middle of a step that never ends."""
    poll = select.poll()
    poll.register(3, 0)
    poll.poll()
    os._exit(0)


def in_one_line(error):
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"


def numbers_of(values):
    return values.ravel().tolist() if hasattr(values, "ravel") else list(values)


def bound(value):
    """JSON has no infinity."""
    return None if abs(value) == float("inf") else float(value)


def described(space, what, spaces):
    if isinstance(space, spaces.Discrete):
        return {"kind": "discrete", "n": int(space.n)}
    if isinstance(space, spaces.Box):
        bounds = {side: [bound(each) for each in numbers_of(getattr(space, side))] for side in ("low", "high")}
        return {"kind": "box", **bounds}
    raise Refused(f"{what} are of the space {type(space).__name__}, and rl-bench knows Box and Discrete alone")


def limit_of(spec):
    """Steps after which an episode is cut. Atari's emulator counts frames for itself."""
    limit = getattr(spec, "max_episode_steps", None)
    settings = getattr(spec, "kwargs", {})
    frames, skipped = settings.get("max_num_frames_per_episode"), settings.get("frameskip", 1)
    if limit is not None or frames is None or not isinstance(skipped, int):
        return limit
    return -(-frames // skipped)


class Kind:
    """Environments that are made alike."""

    def __init__(self, gymnasium, id, keywords):
        self.gymnasium, self.id, self.keywords = gymnasium, id, keywords
        namespace = id.split("/")[0]
        if namespace in PACKAGES and "/" in id:
            try:
                gymnasium.register_envs(importlib.import_module(PACKAGES[namespace]))
            except ImportError as error:
                raise Refused(f"its package {PACKAGES[namespace]} cannot be imported ({in_one_line(error)})")
        env = self.make()
        self.actions, self.observations = env.action_space, env.observation_space
        spaces = gymnasium.spaces
        self.discrete = isinstance(self.actions, spaces.Discrete)
        self.one_hot = isinstance(self.observations, spaces.Discrete)
        self.facts = {
            "observations": described(self.observations, "observations", spaces),
            "actions": described(self.actions, "actions", spaces),
            "limit": limit_of(env.spec),
            "threshold": getattr(env.spec, "reward_threshold", None),
        }
        self.action_width = 1 if self.discrete else len(self.facts["actions"]["low"])
        self.width = self.facts["observations"].get("n") or len(self.facts["observations"]["low"])
        env.close()

    def make(self):
        return self.gymnasium.make(self.id, **{"disable_env_checker": True, **self.keywords})

    def action(self, values):
        if self.discrete:
            return int(getattr(self.actions, "start", 0)) + int(values[0])
        numpy = sys.modules.get("numpy")
        if numpy is None:
            return list(values)
        return numpy.array(values, dtype=self.actions.dtype).reshape(self.actions.shape)

    def seen(self, observation):
        if self.one_hot:
            row = array("f", bytes(4 * self.width))
            row[int(observation) - int(getattr(self.observations, "start", 0))] = 1
            return row.tobytes()
        if hasattr(observation, "astype"):
            row = observation.astype("<f4").tobytes()
        else:
            row = array("f", observation).tobytes()
        if len(row) != 4 * self.width:
            raise ValueError(f"an observation has {len(row) // 4} numbers, and those of its space have {self.width}")
        return row


class Server:
    def __init__(self, gymnasium):
        self.gymnasium = gymnasium
        self.kinds = {}
        self.envs = {}

    def make(self, body):
        asked = json.loads(body)
        kind = Kind(self.gymnasium, asked["id"], asked["keywords"])
        self.kinds[asked["probe"]] = kind
        return json.dumps(kind.facts).encode()

    def begin(self, body):
        number, kind, seed, *actions = array("d", body)
        number, kind = int(number), self.kinds[int(kind)]
        self.close(array("d", [number]).tobytes())
        env = kind.make()
        self.envs[number] = (env, kind)
        observation, _ = env.reset(seed=int(seed))
        for at in range(0, len(actions), kind.action_width):
            observation = env.step(kind.action(actions[at : at + kind.action_width]))[0]
        return kind.seen(observation)

    def step(self, body):
        count = int(struct.unpack_from("<d", body)[0])
        numbers = array("d", body[8 : 8 + 8 * count])
        actions = array("d", body[8 + 8 * count :])
        width = len(actions) // count
        rewards, flags, rows, failures = array("d"), array("d"), [], {}
        for place, number in enumerate(numbers):
            env, kind = self.envs[int(number)]
            try:
                action = kind.action(actions[place * width : (place + 1) * width])
                observation, reward, terminated, truncated, _ = env.step(action)
                row, reward = kind.seen(observation), float(reward)
                flag = TERMINATED * bool(terminated) + TRUNCATED * bool(truncated)
            except Exception as error:
                failures[place] = in_one_line(error)
                row, reward, flag = bytes(4 * kind.width), 0.0, FAILED
            rewards.append(reward)
            flags.append(flag)
            rows.append(row)
        said = json.dumps(failures).encode() if failures else b""
        return b"".join([rewards.tobytes(), flags.tobytes(), *rows, said])

    def close(self, body):
        for number in array("d", body):
            env, _ = self.envs.pop(int(number), (None, None))
            if env is not None:
                env.close()
        return b""


def serve():
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # Terminals and batch systems send them to all processes of a command, which decides alone when to stop.
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    questions, answers = os.fdopen(3, "rb"), os.fdopen(4, "wb")

    def answer(status, body):
        answers.write(struct.pack("<II", status, len(body)))
        answers.write(body)
        answers.flush()

    try:
        gymnasium = importlib.import_module("gymnasium")
    except Exception as error:
        return answer(1, in_one_line(error).encode())
    versions = {"python": sys.version.split()[0], "gymnasium": getattr(gymnasium, "__version__", "unknown")}
    answer(0, json.dumps(versions).encode())
    server = Server(gymnasium)
    ways = {MAKE: server.make, BEGIN: server.begin, STEP: server.step, CLOSE: server.close}
    asked = 0
    while True:
        heading = questions.read(8)
        if len(heading) < 8:
            return
        what, length = struct.unpack("<II", heading)
        body = questions.read(length)
        try:
            status, said = 0, ways[what](body)
        except Exception as error:
            status, said = 1, in_one_line(error).encode()
        answer(status, said)
        asked += 1
        if asked % 1024 == 0 and os.fstat(2).st_size > MOST_SAID:
            os.ftruncate(2, 0)


serve()
