"""Calls of a scripted model that read and change files of the project, and turns of them."""

from terminals import say


def create(world, name: str, text: str) -> dict:
    return {"name": "Create", "input": {"file_path": f"{world.project}/{name}", "content": text}}


def edit(world, name: str, old: str, new: str) -> dict:
    return {"name": "Edit", "input": {"file_path": f"{world.project}/{name}", "old_str": old,
                                      "new_str": new}}


def read(world, name: str) -> dict:
    return {"name": "Read", "input": {"file_path": f"{world.project}/{name}"}}


def ask(tm, text: str, turns: int) -> None:
    """Says it and waits for the end of this turn, which is the session's n-th."""
    say(tm, text)
    tm.wait(rf"(?s)(\n\d[\d.]* s · .*){{{turns}}}")
