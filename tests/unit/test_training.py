"""The kernel that everything that learns shares, by three tiny learners of the usual kinds."""

import json
import os
from dataclasses import replace

import numpy as np
import pytest

from pose2video.errors import UserError
from pose2video.films.pictures import read_rgb, write_rgb
from pose2video.training.learner import Learner
from pose2video.training.schedule import Schedule

torch = pytest.importorskip("torch")
pytest.importorskip("tensorboardX")

import torch.nn.functional as F  # noqa: E402

from pose2video.training.ahead import ahead  # noqa: E402
from pose2video.training.checkpoints import Checkpoint  # noqa: E402
from pose2video.training.diary import Diary  # noqa: E402
from pose2video.training.histories import History  # noqa: E402
from pose2video.training.keys import digest  # noqa: E402
from pose2video.training.loop import train  # noqa: E402
from pose2video.training.pace import Pace  # noqa: E402
from pose2video.training.plots import GAP, album  # noqa: E402
from pose2video.training.settled import WORKSPACE, environment  # noqa: E402

KEY = {"settings": "1", "footage": "2"}
SCHEDULE = Schedule(steps=40, batch_size=8, checkpoint_every=10, seed=5, cpu_threads=1)


class Line(Learner):
    """A linear regression: y = 2 x - 1 is to be found."""

    name = "line"

    def __init__(self, width=1):
        torch.manual_seed(0)
        self.net = torch.nn.Linear(width, 1)
        self.modules = {"net": self.net}
        self.optimizers = {"net": torch.optim.SGD(self.net.parameters(), 0.05, momentum=0.5)}

    def step(self, batch, number, turn):
        return {"loss": F.mse_loss(self.net(batch["x"]), batch["y"])}

    def held_out(self, batch):
        return F.mse_loss(self.net(batch["x"]), batch["y"])

    def samples(self, number):
        return np.full((20, 30, 3), number, np.uint8)


def line_batch(number, slope=2.0):
    x = np.random.default_rng((1, number)).standard_normal((8, 1), np.float32)
    return {"x": x, "y": slope * x - 1}


class Gan(Learner):
    """Two networks, two optimizers of other kinds, dropout, a pool of pictures, a schedule."""

    name = "gan"

    def __init__(self):
        torch.manual_seed(0)
        self.g = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.BatchNorm1d(8),
                                     torch.nn.Dropout(0.2), torch.nn.Linear(8, 1))  # fmt: skip
        self.d = torch.nn.Sequential(torch.nn.Linear(1, 8), torch.nn.LeakyReLU(),
                                     torch.nn.Linear(8, 1))  # fmt: skip
        self.modules = {"g": self.g, "d": self.d}
        self.optimizers = {
            "d": torch.optim.RMSprop(self.d.parameters(), 0.01, momentum=0.3),
            "g": torch.optim.Adam(self.g.parameters(), 0.03, betas=(0.5, 0.999)),
        }
        self.schedules = {
            "g": torch.optim.lr_scheduler.LambdaLR(self.optimizers["g"], lambda n: 0.99**n)
        }
        self.pool, self.made = torch.zeros(8, 1), torch.zeros(8, 1)

    def step(self, batch, number, turn):
        fake = self.g(batch["z"])
        if turn == "g":
            return {"fool": F.softplus(-self.d(fake)).mean(), "l1": fake.abs().mean()}
        self.made[batch["row"]] = fake  # has no graph in this turn
        old = self.pool[batch["row"]]
        spread = torch.rand_like(fake) * 0.1
        real = F.softplus(-self.d(batch["x"] + spread)).mean()
        fakes = (F.softplus(self.d(fake)).mean() + F.softplus(self.d(old)).mean()) / 2
        return {"real": real, "fake": fakes}

    def weights(self, number):
        return {"l1": 0.1 / (1 + number)}

    def after(self, number):
        self.pool = self.made.clone()

    def state(self):
        return {"pool": self.pool}

    def restore(self, state):
        self.pool = state["pool"]


def gan_batch(number):
    rng = np.random.default_rng((2, number))
    x = 3 + rng.standard_normal((8, 1), np.float32)
    return {"x": x, "z": rng.standard_normal((8, 2), np.float32), "row": np.arange(8)}


class Follower(Learner):
    """A recurrent network over long series in chunks of three; its state goes from step to step."""

    name = "follower"

    def __init__(self):
        torch.manual_seed(0)
        self.cell, self.out = torch.nn.GRUCell(1, 4), torch.nn.Linear(4, 1)
        self.modules = {"cell": self.cell, "out": self.out}
        both = [*self.cell.parameters(), *self.out.parameters()]
        self.optimizers = {"all": torch.optim.Adam(both, 0.05)}
        self.hidden, self.next = torch.zeros(8, 4), torch.zeros(8, 4)

    def step(self, batch, number, turn):
        hidden, loss = self.hidden[batch["row"]], 0
        for t in range(3):
            hidden = self.cell(batch["x"][:, t], hidden)
            loss = loss + F.mse_loss(self.out(hidden), batch["sum"][:, t]) / 3
        self.next[batch["row"]] = hidden.detach()
        return {"loss": loss}

    def after(self, number):
        self.hidden = self.next.clone() if number % 4 < 3 else torch.zeros(8, 4)

    def state(self):
        return {"hidden": self.hidden}

    def restore(self, state):
        self.hidden = state["hidden"]


def chunk(number):
    series = np.random.default_rng((3, number // 4)).standard_normal((8, 12, 1), np.float32) / 3
    part = slice(3 * (number % 4), 3 * (number % 4) + 3)
    return {"x": series[:, part], "sum": series.cumsum(1)[:, part], "row": np.arange(8)}


KINDS = {"line": (Line, line_batch), "gan": (Gan, gan_batch), "follower": (Follower, chunk)}


def values(learner):
    return {
        f"{name}.{key}": tensor.clone()
        for name, module in learner.modules.items()
        for key, tensor in module.state_dict().items()
    }


def assert_same(one, other):
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


def trained(kind, path, schedule=SCHEDULE, **more):
    make, draw = KINDS[kind]
    learner = make()
    history = train(learner, schedule, more.pop("draw", draw), Checkpoint(path, KEY), **more)
    return learner, history


def killing(draw, step):
    """A draw after which the process is killed in a step."""

    def drawn(number):
        if number == step:
            raise KeyboardInterrupt
        return draw(number)

    return drawn


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_learns_and_killed_and_resumed_is_never_killed(kind, tmp_path, capsys):
    schedule = replace(SCHEDULE, ema=0.9, look_every=7, max_gradient=1.0)
    more = {"held_out": lambda: [line_batch(99)]} if kind == "line" else {}
    torch.manual_seed(1)
    whole, history = trained(kind, tmp_path / "whole", schedule, **more)
    names = {"line": ["loss"], "gan": ["real", "fake", "fool", "l1"], "follower": ["loss"]}[kind]
    assert list(history.losses) == names and all(len(v) == 40 for v in history.losses.values())
    if kind != "gan":
        assert np.mean(history.losses["loss"][-8:]) < 0.6 * np.mean(history.losses["loss"][:8])

    path = tmp_path / "killed"
    torch.manual_seed(2)  # what others draw does not matter
    for step in (25, 20, 33):  # the second is killed before it takes a step
        with pytest.raises(KeyboardInterrupt):
            trained(kind, path, schedule, draw=killing(KINDS[kind][1], step), **more)
    capsys.readouterr()
    resumed, again = trained(kind, path, schedule, loaders=3, **more)
    assert f"{kind}: going on after 30 of 40 steps" in capsys.readouterr().out
    assert_same(values(whole), values(resumed))
    assert again.losses == history.losses and again.held_out == history.held_out

    over, known = trained(kind, path, schedule, draw=killing(KINDS[kind][1], 0), **more)
    assert_same(values(whole), values(over))
    assert known.losses == history.losses


def test_the_gan_finds_where_the_truth_lies(tmp_path):
    gan, _ = trained("gan", tmp_path / "c", replace(SCHEDULE, steps=200))
    with torch.no_grad():
        made = gan.g.eval()(torch.randn(500, 2, generator=torch.Generator().manual_seed(1)))
    assert abs(float(made.mean()) - 3) < 1


@pytest.mark.filterwarnings("ignore:Detected call of `lr_scheduler.step")
def test_in_a_turn_one_optimizer_moves_and_the_other_network_asks_for_no_gradient(tmp_path):
    seen = []

    class Watched(Gan):
        def turns(self, number):
            return () if number == 0 else ("d",) if number < 3 else ("d", "g")

        def step(self, batch, number, turn):
            asks = {name: next(m.parameters()).requires_grad for name, m in self.modules.items()}
            losses = super().step(batch, number, turn)
            lazy = turn == "d" and number == 4
            seen.append((number, turn, asks, values(self)))
            return {name: loss.detach() for name, loss in losses.items()} if lazy else losses

    history = train(
        Watched(), replace(SCHEDULE, steps=6), gan_batch, Checkpoint(tmp_path / "c", {})
    )
    assert [(n, turn) for n, turn, *_ in seen] == [
        (1, "d"), (2, "d"), (3, "d"), (3, "g"), (4, "d"), (4, "g"), (5, "d"), (5, "g")
    ]  # fmt: skip
    for _, turn, asks, _ in seen:
        assert asks == {"d": turn == "d", "g": turn == "g"}
    states = [state for *_, state in seen]

    def moved(before, after, name):
        return not torch.equal(states[before][name], states[after][name])

    assert moved(0, 1, "d.0.weight") and not moved(0, 1, "g.0.weight")
    assert moved(3, 4, "g.0.weight") and not moved(3, 4, "d.0.weight")
    assert not moved(4, 5, "d.0.weight")  # its losses had no gradient
    assert np.isnan(history.losses["fool"]).tolist() == [True] * 3 + [False] * 3


@pytest.mark.parametrize("kind", ["line", "follower"])
def test_too_little_memory_halves_the_parts_and_changes_little(kind, tmp_path, capsys):
    whole, history = trained(kind, tmp_path / "whole")
    make, draw = KINDS[kind]

    class Small(make):
        def step(self, batch, number, turn):
            losses = super().step(batch, number, turn)  # has written what it carries by then
            if len(batch["x"]) > 2:
                raise torch.OutOfMemoryError("no room")
            return losses

    halved = Small()
    again = train(halved, SCHEDULE, draw, Checkpoint(tmp_path / "halved", KEY))
    assert again.losses["loss"] == pytest.approx(history.losses["loss"], rel=1e-3)
    for one, other in zip(values(whole).values(), values(halved).values(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)
    said = capsys.readouterr().out
    assert said.count("out of GPU memory") == 2 and "with 4 parts: going on with 2 at" in said

    class None_(make):
        if_too_large = "buy more"

        def step(self, batch, number, turn):
            raise torch.OutOfMemoryError("no room")

    with pytest.raises(UserError, match=f"train the {kind} on one picture: buy more"):
        train(None_(), SCHEDULE, draw, Checkpoint(tmp_path / "c", KEY))


@pytest.mark.parametrize("fault", ["loss", "gradient"])
def test_a_number_that_is_none_stops_with_the_last_good_state_kept(fault, tmp_path):
    """With the smaller rate that the sentence asks for it begins anew and keeps the state aside."""

    class Faulty(Line):
        def step(self, batch, number, turn):
            losses = super().step(batch, number, turn)
            if number == 13 and fault == "loss":
                losses["loss"] = losses["loss"] * float("nan")
            if number == 13 and fault == "gradient":
                losses["loss"] = losses["loss"] + (self.net.weight - self.net.weight).norm().sqrt()
            return losses

    path, aside = tmp_path / "c.safetensors", tmp_path / "c.other.safetensors"
    with pytest.raises(UserError) as caught:
        train(Faulty(), SCHEDULE, line_batch, Checkpoint(path, KEY))
    assert str(caught.value) == (
        f"the {fault} of the line is no number at step 13: set a smaller learning_rate and begin "
        f"anew (the last good state, after 13 steps, is in {path}, and moves to {aside.name} then)"
    )
    train(Line(), SCHEDULE, line_batch, Checkpoint(path, KEY | {"settings": "smaller"}))
    saved = Checkpoint(aside, KEY).read("line")
    good, _ = trained("line", tmp_path / "good", replace(SCHEDULE, steps=13))
    assert len(History.of(saved["history"]).losses["loss"]) == 13
    assert torch.equal(saved["modules"]["net"]["weight"], good.net.weight)


def test_without_a_good_state_the_sentence_names_no_checkpoint(tmp_path):
    line = Line()
    line.net.weight.data.fill_(float("nan"))
    with pytest.raises(UserError, match=r"at step 0: set a smaller learning_rate$"):
        train(line, SCHEDULE, line_batch, Checkpoint(tmp_path / "c", KEY))
    assert not (tmp_path / "c").exists()


def test_patience_ends_it_with_the_networks_of_the_best_look(tmp_path):
    """The slope of what is drawn turns away from that of the held-out part."""

    def turning(number):
        return line_batch(number, 2.0 if number < 30 else -2.0)

    held_out = {"held_out": lambda: [line_batch(500), line_batch(501)], "draw": turning}
    schedule = replace(SCHEDULE, steps=90, look_every=5, patience=3)
    line, history = trained("line", tmp_path / "c", schedule, **held_out)
    assert history.ended == history.steps == history.best[0] + 15
    assert 15 <= history.best[0] <= 35
    unseen = [{k: torch.from_numpy(v) for k, v in line_batch(n).items()} for n in (500, 501)]
    with torch.no_grad():
        left = [float(line.held_out(batch)) for batch in unseen]
    assert np.mean(left) == pytest.approx(history.best[1], rel=1e-5)
    for step in (33, 44):
        with pytest.raises(KeyboardInterrupt):
            killed = held_out | {"draw": killing(turning, step)}
            trained("line", tmp_path / "k", schedule, **killed)
    again, same = trained("line", tmp_path / "k", schedule, **held_out)
    assert_same(values(line), values(again))
    assert same.held_out == history.held_out


def test_a_plateau_schedule_follows_the_held_out_loss_and_is_resumed(tmp_path):
    class Plateau(Line):
        def __init__(self):
            super().__init__()
            make = torch.optim.lr_scheduler.ReduceLROnPlateau
            self.schedules = {"net": make(self.optimizers["net"], patience=0, factor=0.5)}

    def run(path, draw):
        learner = Plateau()
        schedule = replace(SCHEDULE, look_every=2)
        train(learner, schedule, draw, Checkpoint(path, KEY), lambda: [line_batch(9, -2.0)])
        return learner, learner.optimizers["net"].param_groups[0]["lr"]

    whole, rate = run(tmp_path / "a", line_batch)
    assert rate < 0.02
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "b", killing(line_batch, 36))
    resumed, again = run(tmp_path / "b", line_batch)
    assert_same(values(whole), values(resumed))
    assert again == rate


def test_the_average_is_what_is_left(tmp_path):
    seen = []

    class Traced(Line):
        def after(self, number):
            pass

        def step(self, batch, number, turn):
            seen.append(self.net.weight.detach().clone())
            return super().step(batch, number, turn)

    plain, _ = trained("line", tmp_path / "plain")
    learner = Traced()
    train(learner, replace(SCHEDULE, ema=0.8), line_batch, Checkpoint(tmp_path / "c", KEY))
    mean, states = seen[0], [*seen[1:], plain.net.weight.detach()]
    for number, state in enumerate(states):
        kept = min(0.8, (1 + number) / (10 + number))
        mean = kept * mean + (1 - kept) * state
    torch.testing.assert_close(learner.net.weight.detach(), mean)


def test_another_architecture_and_another_training_are_refused_by_name(tmp_path, capsys):
    path = tmp_path / "c"
    with pytest.raises(KeyboardInterrupt):
        trained("line", path, draw=killing(line_batch, 15))
    wide = Line(width=2)
    with pytest.raises(UserError, match=r"its line has no value of weight of shape \(1, 2\): del"):
        train(wide, SCHEDULE, line_batch, Checkpoint(path, KEY))
    more = Line()
    more.optimizers["other"] = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))])
    with pytest.raises(UserError, match="has the optimizers net, not net, other"):
        train(more, SCHEDULE, line_batch, Checkpoint(path, KEY))
    assert Checkpoint(path, KEY).read("gan") is None
    capsys.readouterr()
    for key in ({**KEY, "footage": "3"}, {"settings": "1"}, {**KEY, "weights": "1"}):
        assert Checkpoint(path, key).read("line") is None
        assert "training begins anew" in capsys.readouterr().out
    assert Checkpoint(path, KEY).read("line") is not None  # nothing is lost by looking
    path.write_bytes(path.read_bytes()[:-5])
    assert Checkpoint(path, KEY).read("line") is None
    assert "is damaged" in capsys.readouterr().out
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 1, "b": 3})


def test_another_trainings_checkpoint_is_moved_aside_by_name_and_goes_on_from_there(
    tmp_path, capsys
):
    path, aside = tmp_path / "c.safetensors", tmp_path / "c.other.safetensors"
    with pytest.raises(KeyboardInterrupt):
        trained("line", path, draw=killing(line_batch, 15))
    hours = path.read_bytes()
    aside.write_text("of an earlier training")
    other = KEY | {"footage": "3"}
    with pytest.raises(KeyboardInterrupt):  # before it writes: an error in the config, soon seen
        train(Line(), SCHEDULE, killing(line_batch, 5), Checkpoint(path, other))
    assert path.read_bytes() == hours and aside.read_text() == "of an earlier training"
    capsys.readouterr()
    train(Line(), SCHEDULE, line_batch, Checkpoint(path, other))
    assert f"{path} is of other footage: training begins anew, and moves it to {aside.name}" in (
        capsys.readouterr().out
    )
    assert aside.read_bytes() == hours
    assert Checkpoint(path, other).read("line")["over"]
    resumed, _ = trained("line", aside)
    assert "going on after 10 of 40 steps" in capsys.readouterr().out
    assert_same(values(resumed), values(trained("line", tmp_path / "whole")[0]))


def test_a_later_phase_goes_on_with_the_networks_of_an_earlier_one(tmp_path):
    """Killed in the second phase, and resumed from the first with new processes."""

    def phases(path, draw):
        checkpoint, line, found = Checkpoint(path, KEY), Line(), []
        for name, how in (("first", line_batch), ("second", draw)):
            line.name = name
            line.optimizers = {"net": torch.optim.Adam(line.net.parameters(), 0.05)}
            train(line, SCHEDULE, how, checkpoint)
            found.append(values(line))
        return found

    def other(number):
        return line_batch(number, slope=-2.0)

    whole = phases(tmp_path / "a", other)
    with pytest.raises(KeyboardInterrupt):
        phases(tmp_path / "b", killing(other, 25))
    for one, two in zip(whole, phases(tmp_path / "b", other), strict=True):
        assert_same(one, two)
    assert not torch.equal(whole[0]["net.weight"], whole[1]["net.weight"])


def test_a_checkpoint_holds_what_it_was_given_and_other_learners_stay(tmp_path):
    whole, tree = torch.arange(6.0), {"a": [1, (2, None)], 3: {"x": float("inf")}, "t": ()}
    tree |= {
        "view": whole[:3],
        "other": whole[3:],
        "b": torch.tensor(True),
        "half": whole.bfloat16(),
    }
    Checkpoint(tmp_path / "c", KEY).write("one", {"n": 1})
    Checkpoint(tmp_path / "c", KEY).write("two", tree)
    read = Checkpoint(tmp_path / "c", KEY)
    assert read.read("one") == {"n": 1}
    found = read.read("two")
    for name in ("view", "other", "b", "half"):
        assert torch.equal(found.pop(name), tree[name])
    assert found == {"a": [1, (2, None)], 3: {"x": float("inf")}, "t": ()}
    with pytest.raises(TypeError, match=r"one\.here is a set"):
        read.write("one", {"here": set()})


def test_what_a_user_sees(tmp_path):
    from tensorboardX.proto.event_pb2 import Event

    schedule = replace(SCHEDULE, look_every=8)
    more = {"held_out": lambda: [line_batch(99)], "diary": Diary(tmp_path / "seen", "line")}
    with pytest.raises(KeyboardInterrupt):
        trained("line", tmp_path / "c", schedule, **more, draw=killing(line_batch, 27))
    more["diary"] = Diary(tmp_path / "seen", "line")
    trained("line", tmp_path / "c", schedule, **more)
    seen = tmp_path / "seen"
    shown = read_rgb(seen / "line.samples.png")
    assert shown.shape[0] > 20 and shown.shape[1] > 6 * 40
    assert [int(p.stem) for p in sorted((seen / "line").iterdir())] == [0, 8, 16, 24, 32, 40]
    assert (shown[30, 6 * 48 - 48 + 5] == 40).all()
    plot = read_rgb(seen / "line.losses.png").reshape(-1, 3)
    assert len(np.unique(plot, axis=0)) > 5
    said = json.loads((seen / "line.json").read_text())
    assert said["steps"] == 40 and said["seconds"] > 0 and said["device"].startswith("cpu")
    assert said["best_held_out"][0] in (24, 32, 40)

    tags = set()
    for path in (seen / "events" / "line").iterdir():
        data = path.read_bytes()
        while data:
            size = int.from_bytes(data[:8], "little")
            event = Event.FromString(data[12 : 12 + size])
            tags |= {(value.tag, event.step) for value in event.summary.value}
            data = data[16 + size :]
    assert {("loss/loss", step) for step in range(1, 41)} <= tags
    assert ("samples", 40) in tags and ("held_out", 40) in tags


def test_progress_tells_the_time_left_from_what_it_measured():
    pace = Pace("line", 10, 100)
    pace.tell({"loss": 1.0})
    start, _ = pace.begun
    pace.done = 31
    line = pace.line({"d": 0.5, "g": 0.25}, start + 40)
    assert line == "line: 31 of 100 steps, d 0.5000, g 0.2500, 2 min left"


def test_batches_come_in_order_whatever_the_threads_and_errors_come_through():
    for loaders in (1, 3):
        assert list(ahead(lambda n: n * n, range(20), loaders)) == [(n, n * n) for n in range(20)]

    def broken(number):
        if number == 3:
            raise UserError("gone")
        return number

    got = []
    with pytest.raises(UserError, match="gone"):
        for number, _ in ahead(broken, range(10)):
            got.append(number)
    assert got == [0, 1, 2]


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_lower_precision_learns_what_is_kept_in_full(precision, tmp_path):
    types = []

    class Typed(Line):
        def step(self, batch, number, turn):
            types.append(self.net(batch["x"]).dtype)
            return super().step(batch, number, turn)

    learner = Typed()
    schedule = replace(SCHEDULE, precision=precision, steps=80)
    history = train(learner, schedule, line_batch, Checkpoint(tmp_path / "c", KEY))
    assert set(types) == {{"bf16": torch.bfloat16, "fp16": torch.float16}[precision]}
    assert learner.net.weight.dtype == torch.float32
    assert history.losses["loss"][-1] < 0.1 * history.losses["loss"][0]


class Steep(Line):
    """Its gradient is a hundred thousand times too large for fp16 in step 7 at the first scale."""

    seen = ()

    def step(self, batch, number, turn):
        self.seen = (*self.seen, self.net.weight.item())
        loss = super().step(batch, number, turn)["loss"]
        return {"loss": loss * (1e34 if number == 7 and len(self.seen) == 8 else 1.0)}


def test_a_gradient_too_large_for_fp16_moves_nothing_and_the_scale_is_kept(tmp_path):
    schedule = replace(SCHEDULE, precision="fp16", steps=20, checkpoint_every=9)
    learner = Steep()
    train(learner, schedule, line_batch, Checkpoint(tmp_path / "whole", KEY))
    assert learner.seen[8] == learner.seen[7] != learner.seen[6]

    with pytest.raises(KeyboardInterrupt):
        draw = killing(line_batch, 12)
        train(Steep(), schedule, draw, Checkpoint(tmp_path / "killed", KEY))
    state = Checkpoint(tmp_path / "killed", KEY).read("line")
    assert state["scale"]["scale"] < 2.0**16  # halved at least once
    again = Steep()
    train(again, schedule, line_batch, Checkpoint(tmp_path / "killed", KEY))
    assert_same(values(learner), values(again))


def test_parts_that_are_asked_for_change_little(tmp_path):
    whole, history = trained("line", tmp_path / "whole")
    parts, again = trained("line", tmp_path / "parts", replace(SCHEDULE, at_once=3))
    assert again.losses["loss"] == pytest.approx(history.losses["loss"], rel=1e-3)
    torch.testing.assert_close(*(values(one)["net.weight"] for one in (whole, parts)))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"steps": 0}, "steps must be at least 1"),
        ({"ema": 1.0}, r"ema must lie in \[0, 1\)"),
        ({"precision": "fp8"}, "precision must be one of"),
        ({"patience": 2}, "give look_every"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(SCHEDULE, **settings)


@pytest.mark.parametrize("mine", [None, ":16:8"])
def test_the_environment_is_as_found_after_a_training_on_a_gpu(mine, monkeypatch):
    [(name, value)] = WORKSPACE.items()
    monkeypatch.delenv(name, raising=False)
    if mine:
        monkeypatch.setenv(name, mine)
    with pytest.raises(UserError), environment(WORKSPACE):
        assert os.environ[name] == (mine or value)
        raise UserError("out of memory")
    assert os.environ.get(name) == mine


def test_a_history_has_gaps_where_a_loss_was_not():
    history = History()
    for losses in ({"d": 1.0}, {"d": 2.0, "g": 3.0}, {"g": 4.0}):
        history.add(losses)
    assert history.steps == 3
    assert np.array_equal(history.losses["d"], [1, 2, np.nan], equal_nan=True)
    assert np.array_equal(history.losses["g"], [np.nan, 3, 4], equal_nan=True)
    assert history.record()["last_losses"] == {"d": 2.0, "g": 4.0}
    again = History.of(history.tree())
    assert str(again) == str(history)  # floats as text are themselves, and NaN is NaN


def test_the_header_of_a_checkpoint_does_not_grow_with_the_steps(tmp_path):
    """A header may have 100 MB; a long training has millions of losses and looks."""
    history, sizes = History(), []
    for count in (10, 20_000):
        for number in range(count):
            history.add({"d": number / 7, "g": number / 11})
            history.held_out.append([history.steps, number / 13])
        Checkpoint(tmp_path / "c", KEY).write("line", {"history": history.tree()})
        sizes.append(int.from_bytes((tmp_path / "c").read_bytes()[:8], "little"))
    assert sizes[1] - sizes[0] < 200
    found = History.of(Checkpoint(tmp_path / "c", KEY).read("line")["history"])
    assert found == history


def test_an_album_shows_every_picture_of_a_diary_below_the_other(tmp_path):
    for name, (height, width) in {"a.losses": (20, 30), "b.losses": (10, 50)}.items():
        write_rgb(tmp_path / f"{name}.png", np.full((height, width, 3), 7, np.uint8))
    shown = album(tmp_path)
    assert shown.shape == (20 + 10 + 2 * GAP, 50, 3)
    assert (shown[:20, :30] == 7).all() and (shown[20 : 20 + GAP] == 255).all()
    assert album(tmp_path / "nothing").shape == (1, 1, 3)
