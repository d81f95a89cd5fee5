"""What the people of a rehearsal do: the audience writes, asks, upvotes and votes; a moderator approves and polls.

Input: people who are in the room. The words say that they are of a rehearsal.
"""

from __future__ import annotations

import asyncio
import random

from server.rehearsal.person import Person, Refused, stamped

WORDS = {
    "en": ("A rehearsal: can everybody read this?", "A rehearsal: what would you ask the panel?"),
    "es": ("Ensayo: ¿pueden todos leer esto?", "Ensayo: ¿qué preguntaría usted al panel?"),
    "fr": ("Répétition : tout le monde lit-il ceci ?", "Répétition : que demanderiez-vous ?"),
}
POLL = {
    "en": ("Rehearsal: which of these?", ["The first", "The second", "The third"]),
    "es": ("Ensayo: ¿cuál de estas?", ["La primera", "La segunda", "La tercera"]),
    "fr": ("Répétition : laquelle ?", ["La première", "La deuxième", "La troisième"]),
}
# All of a room together write no more than this: more is no conference.
WRITINGS_A_SECOND = 4.0
PERIOD_S = 20.0


async def attend(person: Person, people: int) -> None:
    """Be an attendee until cancelled."""
    period_s = max(PERIOD_S, people / WRITINGS_A_SECOND)
    chat, question = WORDS.get(person.language.partition("-")[0], WORDS["en"])
    voted: set[str] = set()
    upvoted: set[str] = set()
    while True:
        await asyncio.sleep(random.uniform(0, 2 * period_s))
        deed = random.random()
        try:
            await _vote(person, voted)
            if deed < 0.6:
                await person.ask("chat.send", text=stamped(chat))
            elif deed < 0.7:
                await person.ask("question.ask", text=question, anonymous=random.random() < 0.2)
            else:
                await _upvote(person, upvoted)
        except Refused:
            # It is counted where it was answered; people try something else.
            continue


async def _vote(person: Person, voted: set[str]) -> None:
    for key, poll in list(person.view.items()):
        if key.startswith("polls/") and poll.get("state") == "open" and key not in voted:
            voted.add(key)
            await person.ask(
                "poll.vote", poll=key.removeprefix("polls/"), choices=[str(random.randint(1, 3))]
            )


async def _upvote(person: Person, upvoted: set[str]) -> None:
    open_ones = [
        key
        for key, question in person.view.items()
        if key.startswith("questions/") and question.get("state") == "open" and key not in upvoted
    ]
    if open_ones:
        chosen = random.choice(open_ones)
        upvoted.add(chosen)
        await person.ask("question.upvote", question=chosen.removeprefix("questions/"))


async def moderate(person: Person) -> None:
    """Approve what is held, and hold a poll every minute, until cancelled."""
    polling = asyncio.create_task(_poll(person))
    try:
        while True:
            await asyncio.sleep(1)
            for key, question in list(person.view.items()):
                if key.startswith("questions/") and question.get("state") == "held":
                    try:
                        await person.ask("question.approve", question=key.removeprefix("questions/"))
                    except Refused:
                        continue
    finally:
        polling.cancel()


async def _poll(person: Person) -> None:
    text, options = POLL.get(person.language.partition("-")[0], POLL["en"])
    while True:
        known = set(person.view)
        try:
            await person.ask("poll.draft", kind="single", text=text, options=options)
            drafts = [key for key in person.view.keys() - known if key.startswith("polls/")]
            for key in drafts:
                poll = key.removeprefix("polls/")
                await person.ask("poll.open", poll=poll)
                await asyncio.sleep(45)
                await person.ask("poll.close", poll=poll)
                await person.ask("poll.discard", poll=poll)
        except Refused:
            pass
        await asyncio.sleep(15)
