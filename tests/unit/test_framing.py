"""What a film shows of a picture: the whole performance, and nothing stretched."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embodied import embodied_character, embodied_motion
from paper_doll import paper_character
from performer_figure import standing_figure, unseen
from pose2video.characters.framing.beyond import continued
from pose2video.characters.framing.choosing import ASPECTS, choose_view, framed_motion, side_of
from pose2video.characters.framing.cloth import cloth_below
from pose2video.characters.framing.extending import framed
from pose2video.characters.framing.extents import extents
from pose2video.characters.framing.grounds import FARTHEST, hardness
from pose2video.characters.framing.stretching import stretched
from pose2video.characters.framing.views import PictureView, read_view, write_view
from pose2video.characters.motions import Motion
from pose2video.characters.preparation.plan import joints_of
from pose2video.characters.preparation.usual_trunk import usual_width
from pose2video.errors import UserError
from pose2video.generators.canvas import leaves_canvas
from pose2video.generators.limb_warp import LimbWarp
from pose2video.poses.geometry import place
from pose2video.retargeters import RETARGETERS

SIZE = (400, 600)
STILL = standing_figure()


def repeated(frames):
    """The standing figure for some frames."""
    rows = {
        name: np.repeat(getattr(STILL, name), frames, axis=0)
        for name in ("keypoints", "confidence", "depth", "world")
    }
    return STILL.changed(**rows)


def travelling(x=(), y=(), size=1.0):
    """The standing figure, moved by pixels in each frame, and scaled about its middle."""
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y or 0.0, float))
    poses = repeated(len(x))
    middle = np.array([200.0, 300.0])
    points = (poses.keypoints - middle) * size + middle + np.stack([x, y], axis=1)[:, None]
    return poses.changed(keypoints=points)


def half(poses):
    """A picture that ends a little below the hips, and what is seen of it."""
    height = 320
    legs = [f"{s}_{p}" for s in ("left", "right") for p in ("knee", "ankle", "heel", "foot_index")]
    return unseen(poses, *legs).changed(frame_size=(SIZE[0], height))


def view_of(poses, reference=STILL, framing="fitted", aspect="picture"):
    return choose_view(poses, reference, framing, aspect, 400)


def test_a_performance_that_fits_leaves_picture_and_character_as_they_are():
    view = view_of(travelling([-20, 0, 30]))
    assert view.is_whole
    character = paper_character()
    assert framed(character, PictureView.whole(character.size, 64)) is character


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-900, 900), st.integers(-300, 300)), min_size=1, max_size=6),
    st.floats(0.5, 2.5),
    st.sampled_from(sorted(ASPECTS)),
)
def test_crown_fingers_and_soles_stay_inside_whatever_the_path(path, size, aspect):
    x, y = (list(values) for values in zip(*path, strict=True))
    poses = travelling(x, y, size)
    view = view_of(poses, aspect=aspect)
    shown = view.on_canvas(view.moved(poses))
    reach = extents(shown)
    assert (reach[:, :2] >= 0).all() and (reach[:, 2:] <= np.array(view.canvas)).all()
    assert leaves_canvas(shown) == []
    scale = np.array(view.canvas) / view.box[2:]
    assert scale[0] == pytest.approx(scale[1], rel=0.02)
    wanted = ASPECTS[aspect] or SIZE
    assert view.canvas[0] / view.canvas[1] == pytest.approx(wanted[0] / wanted[1], rel=0.01)


def test_a_figure_that_only_leaves_to_one_side_is_not_made_smaller():
    view = view_of(travelling([0, 150]))
    assert view.box[2:] == SIZE and view.box[0] > 0 and view.shift is None


def test_who_travels_too_far_travels_less_in_proportion():
    poses = travelling([0, 500, 1000, 1500])
    view = view_of(poses)
    assert view.box[2] <= 1.51 * SIZE[0]
    hip = view.moved(poses).keypoints[:, STILL.layout.index("left_hip"), 0]
    steps = np.diff(hip)
    assert steps[0] > 0 and np.allclose(steps, steps[0], rtol=0.01)


def test_tracked_keeps_the_figure_in_place_and_as_filmed_does_not():
    poses = travelling(np.linspace(0, 2000, 200))
    tracked = view_of(poses, framing="tracked")
    hips = tracked.moved(poses).keypoints[:, STILL.layout.index("left_hip"), 0]
    assert np.ptp(hips[50:-50]) < 1
    assert view_of(poses, framing="as_filmed").is_whole
    assert "empty" in leaves_canvas(poses)[1]


def test_a_cut_body_stays_at_the_lower_edge_and_hands_have_room_to_the_hips():
    reference = half(STILL)
    raised = half(travelling([0, 0], [0, -60]))
    assert raised.frame_size == reference.frame_size
    view = view_of(raised, reference)
    assert view.box[1] + view.box[3] == reference.frame_size[1]
    shorter = reference.changed(frame_size=(400, 260))  # the hands at 320, the hips at 300
    view = view_of(shorter, shorter)
    assert view.box[1] + view.box[3] == 300


@pytest.mark.parametrize(
    ("picture", "wanted", "side"),
    [((700, 1000), "auto", 640), ((768, 900), "auto", 768), ((3000, 4000), "auto", 768),
     ((200, 300), "auto", 512), ((3000, 4000), 1024, 1024)],
)  # fmt: skip
def test_a_film_is_as_large_as_its_picture_holds(picture, wanted, side):
    assert side_of(picture, wanted) == side


def test_a_head_that_the_picture_cuts_off_stays_at_its_upper_edge():
    """What lies above is no wall with a flat head before it."""
    points, at = STILL.keypoints - (0, 60), STILL.layout.index
    points[0, STILL.layout.parts["face"], 1] = 30
    points[0, [at("face_10"), at("face_152")], 1] = (10, 60)
    up = STILL.changed(keypoints=points)
    assert choose_view(up, up, "fitted", "picture", 400).is_whole
    whole = choose_view(travelling([0], [-90]), STILL, "fitted", "picture", 400)
    assert whole.box[1] < 0


def shelf(plain=False):
    """A background: a plain wall, or a shelf full of things."""
    things = np.random.default_rng(0).integers(0, 255, (60, 40, 3), np.uint8)
    wall = np.full((*SIZE[::-1], 3), 180, np.uint8)
    return wall if plain else cv2.resize(things, SIZE, interpolation=cv2.INTER_NEAREST)


def test_no_empty_room_is_left_above_outstretched_arms_and_hands_beside_the_hips_are_held():
    wide = half(travelling([0]))
    points = wide.keypoints.copy()
    hands = [wide.layout.parts[f"{side}_hand"] for side in ("left", "right")]
    hips = points[0, wide.layout.indices("left_hip", "right_hip")].mean(axis=0)
    for way, side, hand in zip((1, -1), ("left", "right"), hands, strict=True):
        points[:, hand] = points[:, wide.layout.index(f"{side}_wrist")] = hips + [way * 330, 30]
    wide = wide.changed(keypoints=points, confidence=np.ones_like(wide.confidence))
    plain = np.full((320, SIZE[0], 3), 128, np.uint8)
    view = choose_view(wide, half(STILL), "fitted", "picture", 400, plain)
    _, y, width, height = view.box
    assert y + height > hips[1] + 30 and width > 660
    crown = extents(wide, False)[0, 1]
    assert (crown - y) / height < 0.25  # in the shape of the picture it is 0.47


def test_a_room_is_not_invented_but_a_plain_wall_goes_on():
    """Arms wider than the picture of somebody whom its lower edge cuts."""
    wide, reference = half(travelling([0], [0], 1.6)), half(STILL)
    size = reference.frame_size
    seen = [
        choose_view(wide, reference, "fitted", "picture", 400, shelf(plain)[: size[1]])
        for plain in (False, True)
    ]
    assert min(view.box[2] for view in seen) > size[0]
    assert seen[0].ground == (0, 0, *size)
    assert seen[1].ground is None or seen[1].ground[2:] == seen[1].box[2:]


def test_who_walks_past_a_shelf_walks_less_far_and_does_not_shrink():
    far = travelling([0, 450])
    view = choose_view(far, STILL, "fitted", "picture", 400, shelf())
    hips = view.moved(far).keypoints[:, STILL.layout.index("left_hip"), 0]
    assert 0 < np.ptp(hips) < 449
    x, y, width, height = view.ground or view.box
    outside = max(-x, x + width - SIZE[0], 0) / width + max(-y, y + height - SIZE[1], 0) / height
    assert outside < 0.05 and view.box[2] / width <= FARTHEST + 0.01
    assert (extents(view.on_canvas(view.moved(far)))[:, 2:] <= np.array(view.canvas)).all()


def test_the_edge_of_a_shelf_is_hard_and_that_of_a_wall_is_not():
    picture = shelf(plain=True)
    picture[:, 300:] = shelf()[:, 300:]
    left, top, right, bottom = hardness(picture)
    assert left < 0.1 < 0.5 * right and left < min(top, bottom) < right


def test_a_figure_is_drawn_over_its_own_ground():
    character = paper_character()
    width, height = character.size
    box = (-width // 2, -height, 2 * width, 2 * height)
    view = PictureView(character.size, box, (200, 200), None, (0, 0, width, height))
    seen = framed(character, view)
    assert seen.behind.shape == seen.picture.shape == (2 * height, 2 * width, 3)
    again = cv2.resize(seen.behind, (width, height), interpolation=cv2.INTER_AREA)
    assert np.abs(again.astype(int) - character.background).mean() < 2
    assert np.array_equal(seen.background[height:, width // 2 :][:, :width], character.background)


def test_nobody_leaves_the_picture_as_it_is():
    assert view_of(unseen(travelling([0, 900]))).is_whole


def test_a_body_and_its_poses_move_alike(body_model):
    character = embodied_character(body_model)
    moves = embodied_motion(body_model, character.poses)
    body = replace(
        moves.body,
        rotations=np.repeat(moves.body.rotations, 5, axis=0),
        translation=np.repeat(moves.body.translation, 5, axis=0)
        + np.linspace(0, 4, 5)[:, None] * [1.0, 0, 0],
        confidence=np.repeat(moves.body.confidence, 5, axis=0),
    )
    rows = {
        name: np.repeat(getattr(moves.poses, name), 5, axis=0)
        for name in ("keypoints", "confidence", "depth", "world")
    }
    motion = replace(moves, poses=moves.poses.changed(**rows), body=body)
    retargeter = RETARGETERS.build({"use": "body", "settings": {}})
    poses, view = framed_motion(retargeter, motion, character.poses, None, "fitted", "picture", 200)
    assert view.shift is not None
    drawn = motion.before(view).figure.poses(motion.before(view).body)
    of_body = poses.layout.parts["body"]
    assert (
        np.abs(drawn.keypoints[:, of_body] - poses.keypoints[:, of_body]).max() < 0.3
    )  # whole pixels


def test_a_view_of_a_character_holds_the_picture_and_goes_on_beyond_it(body_model):
    character = embodied_character(body_model)
    width, height = character.size
    box = (-40, -20, width + 60, height + 20)
    view = PictureView(character.size, box, (200, 300))
    seen = framed(character, view)
    assert seen.picture.shape == (height + 20, width + 60, 3)
    here = np.s_[20:, 40 : 40 + width]
    for name in ("picture", "mask", "background"):
        assert np.array_equal(getattr(seen, name)[here], getattr(character, name))
    assert not seen.mask[:20].any()
    offset = seen.poses.keypoints - character.poses.keypoints
    assert np.allclose(offset[seen.poses.confidence > 0], (40, 20))
    assert {(b.origin[0] - a.origin[0], b.origin[1] - a.origin[1]) for a, b in
            zip(character.pieces, seen.pieces, strict=True)} == {(40, 20)}  # fmt: skip
    figure = embodied_motion(body_model, character.poses).figure
    before, after = (figure.poses(c.body).keypoints for c in (character, seen))
    assert np.allclose(after - before, (40, 20), atol=1e-3)


def test_limbs_are_whole_where_the_view_cuts_the_picture():
    """A figure drawn in a part of its picture is that part of the figure drawn in all of it."""
    character = paper_character()
    width, height = character.size
    box = (width // 4, height // 8, width // 2, height // 2)
    view = PictureView(character.size, box, box[2:])
    seen = framed(character, view)
    make = LimbWarp(hands="picture", brows=0, eyes=0, gaze=0, mouth=0, head=0)
    (part,) = make.generate(seen, Motion(seen.poses))
    (whole,) = make.generate(character, Motion(character.poses))
    x, y, wide, high = box
    off = np.abs(part.astype(int) - whole[y : y + high, x : x + wide]).max(axis=2)
    assert (off > 24).mean() < 0.01


def test_cloth_that_the_edge_cuts_goes_on_below_it():
    character = paper_character()
    torso = next(piece for piece in character.pieces if piece.name == "torso")
    bottom = torso.origin[1] + len(torso.image) - 10
    cut = replace(torso, image=torso.image[: bottom - torso.origin[1]])
    width = character.size[0]
    short = replace(
        character,
        picture=character.picture[:bottom],
        mask=character.mask[:bottom],
        background=character.background[:bottom],
        poses=place(character.poses, (width, bottom), 1.0),
        pieces=(cut,),
    )
    seen = framed(short, PictureView((width, bottom), (0, 0, width, bottom + 50), (100, 100)))
    column = int(np.flatnonzero(cut.image[-1, :, 3] > 250).mean()) + cut.origin[0]
    assert (seen.mask[bottom:, column] > 250).all()
    difference = (
        seen.picture[bottom:, column].astype(int) - cut.image[-5, column - cut.origin[0], :3]
    )
    assert np.abs(difference).max() < 30


def test_cloth_below_the_edge_has_its_light_and_its_weave_and_no_stripes():
    light = np.repeat(np.float32([60, 100]), 100)
    weave = np.random.default_rng(0).normal(0, 2, (80, 200))
    cloth = light + weave
    cloth[:, 50:58] = 20  # the tip of a neckline
    image = np.dstack([*[np.rint(cloth).astype(np.uint8)] * 3, np.full((80, 200), 255, np.uint8)])
    below = cloth_below(image, 100)
    far = below[60:, :, 0].astype(float)
    assert (below[..., 3] == 255).all()
    assert np.abs(far[:, 45:63].mean() - 60) < 2 and np.abs(far[:, 120:].mean() - 100) < 2
    assert abs(below[:3, 50:58, :3].mean() - 20) < 15
    assert 0.4 < far[:, 120:].std() / weave.std() < 1.2


def test_folds_go_on_below_the_edge_without_a_seam_and_a_tie_does_not():
    cloth = np.full((90, 200), 100.0)
    rows = np.arange(90)
    cloth += 12 * np.sin(rows / 6)[:, None]
    cloth[:70, 95:105] = 10  # a tie that ends above the edge
    image = np.dstack([*[np.rint(cloth).astype(np.uint8)] * 3, np.full((90, 200), 255, np.uint8)])
    below = cloth_below(image, 60)[..., 0].astype(float)
    assert np.abs(below[:3, 20:80] - cloth[-1, 20]).max() < 8
    assert np.ptp(below[:40, 40]) > 6
    assert np.abs(below[:, 98:102] - below[:, 40:44]).max() < 25


def test_checks_do_not_end_below_the_edge():
    rows, columns = np.mgrid[:90, :200]
    checks = np.where((rows // 4 + columns // 4) % 2, 200, 60).astype(np.uint8)
    image = np.dstack([checks] * 3 + [np.full_like(checks, 255)])
    below = cloth_below(image, 60)[..., 0].astype(float)
    assert below[30:, 40:160].std() > 0.7 * checks.std()


def test_what_goes_on_below_the_edge_gets_as_wide_as_hips():
    character = paper_character()
    joints = {name: xy[0] for name, xy in joints_of(character.poses).items()}
    tops, hips = (np.mean([joints[f"{s}_{j}"][1] for s in ("left", "right")])
                  for j in ("shoulder", "hip"))  # fmt: skip
    bottom, more = round(0.4 * tops + 0.6 * hips), round(0.6 * (hips - tops))
    torso = next(piece for piece in character.pieces if piece.name == "torso")
    solid = np.full((20, 60, 4), 255, np.uint8)
    width = character.size[0]
    short = replace(
        character, picture=character.picture[:bottom], mask=character.mask[:bottom],
        background=character.background[:bottom],
        poses=place(character.poses, (width, bottom), 1.0),
        pieces=(replace(torso, image=solid, origin=(width // 2 - 30, bottom - 20)),),
    )  # fmt: skip
    view = PictureView((width, bottom), (0, 0, width, bottom + more), (100, 100))
    wide = (framed(short, view).pieces[0].image[..., 3] > 127).sum(axis=1)
    assert wide[:20].min() == wide[:20].max() == 60 and np.abs(np.diff(wide)).max() <= 2
    ratio = usual_width(1.2) / usual_width(0.6)
    assert abs(wide[-1] / 60 - ratio) < 0.05 and ratio > 1.15


def test_a_pattern_goes_on_as_its_mirror_image():
    pattern = np.random.default_rng(0).integers(0, 255, (64, 64, 1), np.uint8).repeat(3, axis=2)
    wider = continued(pattern, (-10, 0, 84, 64))
    assert np.array_equal(wider[:, 10:74], pattern)
    assert np.abs(wider[:, 9].astype(int) - pattern[:, 1]).mean() < 0.3 * 255


def test_bricks_do_not_end():
    rows, columns = np.mgrid[:320, :240]
    joints = (rows % 16 < 3) | ((columns + 16 * (rows // 16 % 2)) % 32 < 3)
    wall = np.repeat(np.where(joints, 200, 90)[..., None], 3, axis=2).astype(np.uint8)
    wider = continued(wall, (-120, 0, 480, 320))[..., 0].astype(float)
    assert 0.8 < wider[100:220, :60].std() / wall[100:220, 60:180, 0].std() < 1.1


def test_a_thing_at_the_edge_does_not_come_again_and_the_floor_goes_on_straight():
    room = np.full((160, 120, 3), 200, np.uint8)
    room[110:] = 90  # the floor
    room[40:70, 100:106] = 20  # a thing near the edge,
    room[80:84, 112:] = 20  # and a small one that the edge cuts
    wider = continued(room, (0, 0, 220, 160))[..., 0].astype(int)
    assert np.array_equal(wider[:, :120], room[..., 0])
    assert np.abs(wider[30:75, 142:] - 200).max() < 8  # no mirror image
    assert np.abs(wider[:90, 160:] - 200).max() < 8
    ends = np.abs(np.diff(wider[100:120, 160:], axis=0)).argmax(axis=0) + 100
    assert np.abs(ends - 109).max() <= 8  # where it merges with the small one
    assert np.abs(ends[:38] - 109).max() <= 1 and np.abs(wider[125:, 122:] - 90).max() < 8


def test_the_shadow_at_the_edge_of_a_plain_floor_does_not_come_again():
    rows = np.clip(np.linspace(400, 60, 200), 0, 200)
    floor = np.repeat(np.rint(rows)[:, None], 150, axis=1)[..., None].repeat(3, axis=2)
    floor = floor.astype(np.uint8)
    floor[184:187, 60:66] = 220  # a mark near the edge
    floor[-1] -= 50  # and the line of a film's frame
    taller = continued(floor, (0, 0, 150, 300))[..., 0].astype(int)
    assert np.abs(taller[:195] - floor[:195, :, 0]).max() <= 1
    assert np.abs(taller[215:] - floor[-5, 0, 0]).max() < 25
    assert np.ptp(taller[215:], axis=0).max() < 12


def test_a_view_survives_its_file_and_a_damaged_one_is_named(tmp_path):
    path = tmp_path / "view.json"
    view = PictureView(
        (400, 600), (-3, 4, 500, 750), (200, 300), np.array([0.0, 1.5]), (0, 0, 400, 600)
    )
    write_view(path, view)
    again = read_view(path)
    for name in ("picture", "box", "canvas", "ground"):
        assert getattr(again, name) == getattr(view, name)
    assert np.array_equal(again.shift, view.shift)
    path.write_text('{"format": "pose2video-view", "version": 1, "shift": null}')
    with pytest.raises(UserError, match=r"view.json is damaged"):
        read_view(path)


def test_pictures_are_compared_where_film_and_picture_both_are():
    view = PictureView((40, 60), (-20, 0, 80, 120), (160, 240))
    frame = np.zeros((240, 160, 3), np.uint8)
    frame[:120, 40:120] = 200
    picture = np.full((60, 40, 3), 200, np.uint8)
    here, there = view.common(frame, picture)
    assert here.shape == (120, 80, 3) and (here == 200).all() and there.shape == picture.shape


def test_edges_are_stretched_before_anything_is_invented():
    ramp = np.repeat(np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 100, 0), 3, 2)
    larger, box = stretched(ramp, (0, -4, 215, 104))
    assert larger.shape == (104, 215, 3) and box == (0, 0, 215, 104)
    line = larger[0, :, 0].astype(int)
    assert np.array_equal(line[:149], ramp[0, :149, 0]) and line[-1] == 199
    steps = np.diff(line.astype(float))
    assert (steps >= 0).all() and (steps <= 1).all()
    larger, box = stretched(ramp, (-100, 0, 300, 100))  # more than stretching gives
    assert larger.shape[1] == 221 and box == (-79, 0, 300, 100)
    assert stretched(ramp, (10, 10, 50, 50))[0] is ramp


def test_a_film_gets_wider_rather_than_showing_a_shelf_that_nobody_saw():
    far = travelling([-200, 200])
    seen = choose_view(far, STILL, "fitted", "picture", 400, shelf())
    exact = choose_view(far, STILL, "fitted", "9:16", 400, shelf())
    assert 1 < (seen.canvas[0] / seen.canvas[1]) / (SIZE[0] / SIZE[1]) < 1.35
    assert exact.canvas[0] / exact.canvas[1] == pytest.approx(9 / 16, rel=0.01)
    assert leaves_canvas(seen.on_canvas(seen.moved(far))) == []
