"""Frames that are deleted once their films are made."""


def test_frames_go_when_the_films_are_there_and_nothing_runs_again(project):
    project.config["make"][0] |= {"clips": ["one"], "recipes": ["skeleton"]}
    project.config["frames"] = {"keep": False}
    done = project.run()
    assert done.returncode == 0, done.stdout
    assert not list(project.results.glob("frames/*/*.jpg"))
    assert not list(project.results.glob("generated/**/*.jpg"))
    assert (project.results / "videos/one/skeleton.me.mp4").stat().st_size
    assert project.changed_by() == set()
