"""What participants ask about questions. The texts are their own, as they wrote them."""

from typing import Final, Literal, TypeAlias

from rooms.entries import Command
from rooms.ids import GivenQuestionId

Mode: TypeAlias = Literal["moderated", "open", "closed"]
State: TypeAlias = Literal["held", "open", "staged", "answered", "dismissed", "withdrawn", "merged"]
# Why a question is dismissed, in words that every catalogue has.
Reason: TypeAlias = Literal["duplicate", "off_topic", "unclear", "no_question", "no_time", "conduct", "other"]
Readers: TypeAlias = Literal["all", "asker"]
# Who is told whose an anonymous question is.
Askers: TypeAlias = Literal["staff", "organizers", "nobody"]


class AskQuestion(Command, frozen=True, tag="question.ask"):
    text: str
    anonymous: bool = False


class AboutQuestion(Command, frozen=True):
    question: GivenQuestionId


class WithdrawQuestion(AboutQuestion, frozen=True, tag="question.withdraw"):
    pass


class UpvoteQuestion(AboutQuestion, frozen=True, tag="question.upvote"):
    pass


class WithdrawUpvote(AboutQuestion, frozen=True, tag="question.withdraw_upvote"):
    pass


class Move(AboutQuestion, frozen=True):
    """A moderator's move. `seen` is the state that they saw the question in: in another one the move is refused."""

    seen: State | None = None


class ApproveQuestion(Move, frozen=True, tag="question.approve"):
    pass


class HoldQuestion(Move, frozen=True, tag="question.hold"):
    pass


class DismissQuestion(Move, frozen=True, tag="question.dismiss"):
    """`text` is a word of the moderator's own to the asker."""

    reason: Reason | None = None
    text: str | None = None


class StageQuestion(Move, frozen=True, tag="question.stage"):
    pass


class UnstageQuestion(Move, frozen=True, tag="question.unstage"):
    pass


class AnswerQuestion(Move, frozen=True, tag="question.answer"):
    """With `text` the answer is a written one, for all or for the asker alone; without, it was given live."""

    text: str | None = None
    to: Readers = "all"


class ReopenQuestion(Move, frozen=True, tag="question.reopen"):
    pass


class MergeQuestion(AboutQuestion, frozen=True, tag="question.merge"):
    into: GivenQuestionId


class SeparateQuestion(AboutQuestion, frozen=True, tag="question.separate"):
    pass


class EditQuestion(AboutQuestion, frozen=True, tag="question.edit"):
    """`seen_text` is the text that was on the moderator's screen: another one meanwhile refuses the edit."""

    text: str
    seen_text: str | None = None


class LabelQuestion(AboutQuestion, frozen=True, tag="question.label"):
    label: str


class UnlabelQuestion(AboutQuestion, frozen=True, tag="question.unlabel"):
    label: str


class AssignQuestion(AboutQuestion, frozen=True, tag="question.assign"):
    """`speaker` is a name, as the programme has it or as it is written; None for nobody."""

    speaker: str | None


class MoveQuestion(AboutQuestion, frozen=True, tag="question.move"):
    """Puts a question right after another one in the moderators' own order; first of all without one."""

    after: GivenQuestionId | None


class HandleQuestion(AboutQuestion, frozen=True, tag="question.handle"):
    pass


class ReleaseQuestion(AboutQuestion, frozen=True, tag="question.release"):
    pass


class SetQuestionMode(Command, frozen=True, tag="question.set_mode"):
    mode: Mode


class NameAskers(Command, frozen=True, tag="question.name_askers"):
    """To whom the askers of anonymous questions are named, as the conference's file has it."""

    to: Askers


Upvoting: TypeAlias = UpvoteQuestion | WithdrawUpvote
Merging: TypeAlias = MergeQuestion | SeparateQuestion
Care: TypeAlias = (
    EditQuestion
    | LabelQuestion
    | UnlabelQuestion
    | AssignQuestion
    | MoveQuestion
    | HandleQuestion
    | ReleaseQuestion
)
QuestionCommand: TypeAlias = (
    AskQuestion | SetQuestionMode | NameAskers | Upvoting | WithdrawQuestion | Move | Merging | Care
)

COMMANDS: Final = (
    AskQuestion,
    WithdrawQuestion,
    UpvoteQuestion,
    WithdrawUpvote,
    ApproveQuestion,
    HoldQuestion,
    DismissQuestion,
    StageQuestion,
    UnstageQuestion,
    AnswerQuestion,
    ReopenQuestion,
    MergeQuestion,
    SeparateQuestion,
    EditQuestion,
    LabelQuestion,
    UnlabelQuestion,
    AssignQuestion,
    MoveQuestion,
    HandleQuestion,
    ReleaseQuestion,
    SetQuestionMode,
    NameAskers,
)
